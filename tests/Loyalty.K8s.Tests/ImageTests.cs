using System.Formats.Tar;
using System.Text.Json.Nodes;

namespace Loyalty.K8s.Tests;

/// <summary>The image that the manifests name is the one that the server's project makes.</summary>
public sealed class ImageTests
{
    private const string Project = "src/Loyalty.Server/Loyalty.Server.csproj";

    private static readonly Lazy<JsonNode> s_image = new(Evaluate);

    [Theory]
    [InlineData(Overlay.OneNode)]
    [InlineData(Overlay.Cluster)]
    public void Image_OfEachOverlay_IsTheProjectsByVersion(string name)
    {
        var image = s_image.Value.At("Properties");
        Assert.Equal(
            $"{image.Text("ContainerRepository")}:{image.Text("ContainerImageTag")}",
            Overlay.Named(name).Container.Text("image"));
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+$", image.Text("ContainerImageTag"));
    }

    [Theory]
    [InlineData(Overlay.OneNode)]
    [InlineData(Overlay.Cluster)]
    public void User_OfTheImage_IsThePods(string name)
    {
        var security = Overlay.Named(name).Pod.At("securityContext");
        Assert.Equal(s_image.Value.Text("Properties/ContainerUser"), $"{security.Number("runAsUser")}");
    }

    [Fact]
    public void Ports_OfTheImage_AreTheClusters()
    {
        var ports = Overlay.Named(Overlay.Cluster).Container.At("ports").AsArray();
        Assert.Equal(
            ports.Select(port => $"{port.Number("containerPort")}").Order(),
            s_image.Value.At("Items/ContainerPort").AsArray().Select(port => port.Text("Identity")).Order());
    }

    [Fact]
    public void Base_OfTheImage_HasNoShellButTimeZones() => Assert.Matches(
        "^mcr\\.microsoft\\.com/dotnet/aspnet:10\\.0-[a-z]+-chiseled-extra$",
        s_image.Value.Text("Properties/ContainerBaseImage"));

    [Fact]
    public void Image_WhereItsBaseIsReachable_IsBuilt()
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-image-");
        try
        {
            var archive = Path.Combine(folder.FullName, "image.tar");
            var ran = Tools.Run("dotnet",
            [
                "publish", Project, "-c", "Release", "--no-build", "-nodeReuse:false",
                "/t:PublishContainer", $"-p:ContainerArchiveOutputPath={archive}",
                $"-p:PublishDir={Path.Combine(folder.FullName, "app")}/",
            ]);
            Assert.SkipWhen(ran is null, "The image was not built: there is no .NET SDK here.");
            Assert.SkipWhen(ran!.Value.ExitCode == -1, "The image was not built: it took more than a minute.");
            var said = ran.Value.Output + ran.Value.Errors;
            var lost = said.Split('\n').FirstOrDefault(line => line.Contains("HttpRequestException"));
            Assert.SkipWhen(lost is not null, $"The image was not built; its base can't be reached: {Sentence(lost)}");
            Assert.True(ran.Value.ExitCode == 0, said);
            var image = ConfigOf(archive).At("config");
            Assert.Equal("1654", image.Text("User"));
            Assert.True(image.Has("ExposedPorts"));
            Assert.Contains("ASPNETCORE_HTTP_PORTS=", image.At("Env").AsArray().Select(one => (string?)one));
            Assert.Contains("/app/Loyalty.Server.dll", image.ToJsonString());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The image's own description, in an archive as `docker save` makes it.</summary>
    private static JsonNode ConfigOf(string archive)
    {
        using var tar = new TarReader(File.OpenRead(archive));
        var described = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry is { DataStream: { } content } && entry.Name.EndsWith(".json", StringComparison.Ordinal))
                described[entry.Name] = JsonNode.Parse(content)!;
        }

        return described[Assert.Single(described["manifest.json"].AsArray()).Text("Config")];
    }

    private static string Sentence(string? line) =>
        line?[line.IndexOf("HttpRequestException", StringComparison.Ordinal)..].Split(": ", 2)[^1].Split('[')[0] ?? "";

    /// <summary>Evaluates the project by the SDK's own targets.</summary>
    private static JsonNode Evaluate()
    {
        var ran = Tools.Run("dotnet",
        [
            "msbuild", Project, "-p:Configuration=Release", "-nodeReuse:false",
            "-t:ComputeContainerConfig", "-getItem:ContainerPort",
            "-getProperty:ContainerRepository,ContainerImageTag,ContainerUser,ContainerBaseImage",
        ]);
        Assert.SkipWhen(ran is null, "There is no .NET SDK here to evaluate the project with.");
        Assert.True(ran!.Value.ExitCode == 0, ran.Value.Output + ran.Value.Errors);
        return JsonNode.Parse(ran.Value.Output)!;
    }
}
