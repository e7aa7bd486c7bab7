using Loyalty.Server.Settings;
using Microsoft.Extensions.Configuration;

namespace Loyalty.K8s.Tests;

/// <summary>An overlay's environment as the server itself reads it.</summary>
internal static class ServerSettings
{
    public const string PodIp = "10.1.2.3";

    /// <summary>Reads the settings as the server does; a name or value that it doesn't know ends the test.</summary>
    public static LoyaltySettings Of(Overlay overlay)
    {
        var configuration = Configuration(overlay);
        configuration.GetSection(LoyaltySettings.Section).Get<LoyaltySettings>(
            binder => binder.ErrorOnUnknownConfiguration = true);
        return SettingsReader.Read(configuration);
    }

    /// <summary>
    /// As a kubelet makes it: $(NAME) stands for a variable that is listed before, and for itself if none is.
    /// </summary>
    private static IConfiguration Configuration(Overlay overlay)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in overlay.Environment())
        {
            if (value is System.Text.Json.Nodes.JsonValue)
            {
                variables[name] = variables.Aggregate(
                    value.GetValue<string>(), (text, known) => text.Replace($"$({known.Key})", known.Value));
            }
            else if (value.Has("fieldRef"))
            {
                Assert.Equal("status.podIP", value.Text("fieldRef/fieldPath"));
                variables[name] = PodIp;
            }
        }

        return new ConfigurationBuilder().AddInMemoryCollection(variables.ToDictionary(
            pair => pair.Key.Replace("__", ":"), string? (pair) => pair.Value)).Build();
    }
}
