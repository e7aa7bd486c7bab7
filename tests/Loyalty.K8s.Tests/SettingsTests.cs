using Loyalty.Server.Settings;

namespace Loyalty.K8s.Tests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData(Overlay.OneNode)]
    [InlineData(Overlay.Cluster)]
    public void Addresses_OfTheServer_AreTheContainersPorts(string name)
    {
        var overlay = Overlay.Named(name);
        var settings = ServerSettings.Of(overlay);
        var expected = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["grpc"] = SettingsReader.Endpoint("", settings.GrpcAddress).Port,
            ["health"] = SettingsReader.Endpoint("", settings.HttpAddress).Port,
        };
        if (name == Overlay.Cluster)
            expected["silo"] = SettingsReader.Endpoint("", settings.Cluster.SiloAddress).Port;

        var ports = overlay.Container.At("ports").AsArray()
            .ToDictionary(port => port.Text("name"), port => port.Number("containerPort"));

        Assert.Equal(expected, ports);
        Assert.Equal(ports.Count, ports.Values.Distinct().Count());
        Assert.StartsWith("0.0.0.0:", settings.GrpcAddress, StringComparison.Ordinal);
        Assert.StartsWith("0.0.0.0:", settings.HttpAddress, StringComparison.Ordinal);
    }

    [Fact]
    public void SiloAddress_OfTheCluster_IsThePodsOwn() => Assert.StartsWith(
        $"{ServerSettings.PodIp}:",
        ServerSettings.Of(Overlay.Named(Overlay.Cluster)).Cluster.SiloAddress,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(Overlay.OneNode)]
    [InlineData(Overlay.Cluster)]
    public void Variables_OfTheContainer_AreOnesThatSomebodyReads(string name)
    {
        string[] others =
            ["ConnectionStrings__Loyalty", "Logging__Console__FormatterName", "DOTNET_EnableDiagnostics", "POD_IP"];
        var variables = Overlay.Named(name).Environment().Select(variable => variable.Name).ToList();
        Assert.All(variables, variable => Assert.True(
            variable.StartsWith("Loyalty__", StringComparison.Ordinal) || others.Contains(variable), variable));
        Assert.Equal(variables.Count, variables.Distinct().Count());
    }

    [Fact]
    public void Secrets_OfTheCluster_AreReferredToAndNotHeld()
    {
        var overlay = Overlay.Named(Overlay.Cluster);
        Assert.Empty(overlay.Of("Secret"));
        var connection = Assert.Single(overlay.Environment(), one => one.Name == "ConnectionStrings__Loyalty").Value;
        Assert.NotEmpty(connection.Text("secretKeyRef/name"));
        Assert.NotEmpty(connection.Text("secretKeyRef/key"));
        Assert.False(connection.Has("secretKeyRef/optional"), "without it the silo would take SQLite, silently");
    }

    [Fact]
    public void MasterKey_OfTheCluster_IsASecretThatIsMountedWhereTheSettingSays()
    {
        var overlay = Overlay.Named(Overlay.Cluster);
        var folder = Path.GetDirectoryName(ServerSettings.Of(overlay).Members.MasterKeyFile);
        var mount = Assert.Single(
            overlay.Container.At("volumeMounts").AsArray(), mount => mount.Text("mountPath") == folder);
        var volume = Assert.Single(
            overlay.Pod.At("volumes").AsArray(), volume => volume.Text("name") == mount.Text("name"));

        Assert.NotEmpty(volume.Text("secret/secretName"));
        Assert.False(volume.Has("secret/optional"), "without it the silo must not start");
        Assert.Equal(0, (int)volume.Number("secret/defaultMode") & 7);
        Assert.Equal("", ServerSettings.Of(Overlay.Named(Overlay.OneNode)).Members.MasterKeyFile);
    }

    [Theory]
    [InlineData(Overlay.OneNode)]
    [InlineData(Overlay.Cluster)]
    public void Text_OfEachOverlay_HoldsNothingThatLooksSecret(string name)
    {
        var overlay = Overlay.Named(name);
        Assert.Empty(overlay.Of("Secret"));
        Assert.All(overlay.Objects, o => Assert.DoesNotMatch("(?i)password|pwd=|Host=", o.ToJsonString()));
    }

    [Fact]
    public void Ledger_OfOneNode_IsInAFolderAndNotOnPostgres() => Assert.DoesNotContain(
        Overlay.Named(Overlay.OneNode).Environment(), variable => variable.Name.Contains("ConnectionString"));
}
