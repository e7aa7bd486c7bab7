using System.Xml.Linq;

namespace Loyalty.Style.Tests;

public sealed class ProjectTests
{
    /// <summary>The rooms' arrows: what each may refer to.</summary>
    private static readonly Dictionary<string, string[]> s_arrows = new(StringComparer.Ordinal)
    {
        ["Loyalty.Protos"] = [],
        ["Loyalty.Domain"] = [],
        ["Loyalty.Ledger"] = ["Loyalty.Domain"],
        ["Loyalty.Members"] = ["Loyalty.Domain", "Loyalty.Ledger"],
        ["Loyalty.Audit"] = ["Loyalty.Domain", "Loyalty.Ledger"],
        ["Loyalty.Grains"] = ["Loyalty.Domain", "Loyalty.Ledger"],
        ["Loyalty.Application"] = ["Loyalty.Grains", "Loyalty.Members"],
        ["Loyalty.Server"] = ["Loyalty.Application", "Loyalty.Audit", "Loyalty.Protos"],
        ["Loyalty.Client"] = ["Loyalty.Protos"],
        ["Loyalty.Cli"] = ["Loyalty.Audit", "Loyalty.Client", "Loyalty.Ledger"],
    };

    private static readonly string[] s_topLevel =
        ["src", "protos", "tests", "k8s", "docs", "findings", ".ci", "Loyalty.sln", "README.md", "LICENSE"];

    private static IEnumerable<string> Projects =>
        Repository.Named(".csproj");

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
    public void Domain_Packages_AreTheSerializerAlone() => Assert.Equal(
        ["Microsoft.Orleans.Serialization"],
        XDocument.Parse(Repository.Read("src/Loyalty.Domain/Loyalty.Domain.csproj"))
            .Descendants("PackageReference").Select(package => (string?)package.Attribute("Include")));

    /// <summary>Every Orleans package asks for Roslyn; Directory.Build.targets keeps it out of what is built.</summary>
    [Fact]
    public void Output_OfAProgram_IsWithoutRoslyn() => Faults.None(
        from program in new[] { "Loyalty.Server", "Loyalty.Cli" }
        let folder = Path.Combine(Repository.Root, ".artifacts", "bin", program, "release")
        where Directory.Exists(folder)
        from file in Directory.EnumerateFiles(folder, "*.dll")
        let name = Path.GetFileName(file)
        where name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
            || name.StartsWith("System.Composition", StringComparison.Ordinal) || name == "Humanizer.dll"
        select $"{program} carries {name}");

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
