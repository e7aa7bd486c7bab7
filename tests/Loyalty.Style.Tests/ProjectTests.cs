using System.Xml.Linq;

namespace Loyalty.Style.Tests;

public sealed class ProjectTests
{
    /// <summary>The rooms' arrows: what each may refer to. Solo comes in by the edition, not by name.</summary>
    private static readonly Dictionary<string, string[]> s_arrows = new(StringComparer.Ordinal)
    {
        ["Loyalty.Protos"] = [],
        ["Loyalty.Domain"] = [],
        ["Loyalty.Ledger"] = ["Loyalty.Domain"],
        ["Loyalty.Grains"] = ["Loyalty.Domain", "Loyalty.Ledger"],
        ["Loyalty.Server"] = ["Loyalty.Grains", "Loyalty.Protos"],
        ["Loyalty.Client"] = ["Loyalty.Protos"],
        ["Loyalty.Cli"] = ["Loyalty.Client", "Loyalty.Ledger"],
        ["Loyalty.Solo.Orleans"] = [],
        ["Loyalty.Solo.Grpc"] = [],
        ["Loyalty.Solo.Grpc.Server"] = ["Loyalty.Solo.Grpc"],
    };

    private static readonly string[] s_topLevel =
        ["src", "protos", "tests", "k8s", ".ci", "Loyalty.sln", "README.md", "LICENSE"];

    private static IEnumerable<string> Projects =>
        Repository.Named(".csproj").Where(file => file != "src/edition.probe.csproj");

    [Fact]
    public void Solution_HasEveryProjectAndNoOther()
    {
        var solution = Repository.Read("Loyalty.sln").Split('"').Select(part => part.Replace('\\', '/'))
            .Where(part => part.EndsWith(".csproj", StringComparison.Ordinal)).ToArray();
        Faults.None(Projects.Except(solution).Select(project => $"Missing: dotnet sln Loyalty.sln add {project}")
            .Concat(solution.Except(Projects).Select(project => $"Not there: {project}")));
    }

    [Fact]
    public void TopLevel_HasOnlyTheRooms() => Faults.None(Repository.Files
        .Select(file => file.Split('/')[0]).Distinct()
        .Where(name => !s_topLevel.Contains(name) && (name[0] != '.' || Repository.Files.Any(
            file => file.StartsWith(name + "/", StringComparison.Ordinal))))
        .Where(name => Path.GetExtension(name) is not (".props" or ".targets")));

    [Fact]
    public void Reference_OfARoom_FollowsTheArrows() => Faults.None(
        from project in Projects.Where(file => !file.StartsWith("tests/", StringComparison.Ordinal))
        let name = Path.GetFileNameWithoutExtension(project)
        let allowed = s_arrows.GetValueOrDefault(name) ?? []
        from reference in References(project)
        where !allowed.Contains(reference)
        select $"{name} may not refer to {reference}");

    [Fact]
    public void Room_OfTheSource_IsKnownHere() => Faults.None(Projects
        .Where(file => !file.StartsWith("tests/", StringComparison.Ordinal))
        .Select(file => Path.GetFileNameWithoutExtension(file)!).Except(s_arrows.Keys));

    [Fact]
    public void Domain_Packages_AreNone() => Assert.Empty(
        XDocument.Parse(Repository.Read("src/Loyalty.Domain/Loyalty.Domain.csproj")).Descendants("PackageReference"));

    [Fact]
    public void Version_OfAPackage_IsCentralAndExact()
    {
        Faults.None(
            from file in Repository.Named(".csproj", ".props", ".targets")
            from package in XDocument.Parse(Repository.Read(file)).Descendants()
            where package.Name.LocalName is "PackageReference" or "PackageVersion" or "GlobalPackageReference"
            let version = (string?)package.Attribute("Version") ?? (string?)package.Attribute("VersionOverride")
            where package.Name.LocalName == "PackageVersion"
                ? version is null || !version.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')
                : version is not null
            select $"{file}: {package}");
        Faults.None(Repository.Named(".json").Where(file => Path.GetFileName(file) == "package.json")
            .Matching("\": *\"([\\^~*]|[<>=]|latest)"));
    }

    [Fact]
    public void Script_OfTheRepository_IsExecutableAndStrict()
    {
        Faults.None(new[] { "src/run.sh", "tests/run.sh", ".ci/run" }
            .Where(file => !Repository.Read(file).StartsWith("#!/usr/bin/env bash\n", StringComparison.Ordinal)
                || !Repository.Read(file).Contains("\nset -euo pipefail\n", StringComparison.Ordinal)
                || !OperatingSystem.IsWindows()
                && !File.GetUnixFileMode(Path.Combine(Repository.Root, file)).HasFlag(UnixFileMode.UserExecute)));
    }

    private static IEnumerable<string> References(string project) => XDocument.Parse(Repository.Read(project))
        .Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
}
