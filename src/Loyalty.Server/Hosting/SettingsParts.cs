using Loyalty.Server.Settings;

namespace Loyalty.Server.Hosting;

/// <summary>Reads settings from file, environment and command line.</summary>
internal static class SettingsParts
{
    private const string File = "loyalty.json";

    /// <summary>Adds loyalty.json of the working folder below environment and command line, and checks all.</summary>
    public static LoyaltySettings AddSettings(this WebApplicationBuilder builder, string[] args)
    {
        builder.Configuration
            .AddJsonFile(Path.Combine(Environment.CurrentDirectory, File), optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(args);
        var settings = SettingsReader.Read(builder.Configuration);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        return settings;
    }
}
