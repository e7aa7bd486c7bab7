using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Loyalty.Style.Tests;

/// <summary>Migrations only go forward: what is on main never changes (docs/migrations.md).</summary>
public sealed partial class MigrationTests
{
    /// <summary>As sha256sum writes it.</summary>
    private const string List = "tests/Loyalty.Style.Tests/migrations.sha256";

    private static IEnumerable<string> Scripts => Repository.Named(".sql").Where(file => Place().IsMatch(file));

    [Fact]
    public void Migration_OnceListed_IsFrozen()
    {
        var actual = Scripts.Select(file => $"{HashOf(file)}  {file}").ToArray();
        var listed = Repository.Lines(List);
        Faults.None(listed.Except(actual).Select(line => $"Changed or gone, write a further migration instead: {line}")
            .Concat(actual.Except(listed).Select(line => $"Not in {List} yet: {line}")));
    }

    [Fact]
    public void List_AgainstMain_OnlyGrows()
    {
        var main = new[] { "origin/main", "main" }
            .Select(name => ChildProcess.Run("git", ["show", $"{name}:{List}"], Repository.Root))
            .FirstOrDefault(shown => shown?.ExitCode == 0);
        Assert.SkipWhen(main is null, $"There is no main branch here with {List} to compare with.");
        Faults.None(main!.Value.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Except(Repository.Lines(List)).Select(line => $"On main, and not here as it is there: {line}"));
    }

    [Fact]
    public void Number_OfAMigration_IsTheNextOneAndNamesOne() => Faults.None(
        from database in Scripts.Select(file => Place().Match(file).Groups)
            .GroupBy(place => place["database"].Value, place => place["name"].Value)
        from name in database.Distinct().Order(StringComparer.Ordinal).Index()
        where !name.Item.StartsWith($"{name.Index + 1:0000}_", StringComparison.Ordinal)
        select $"{database.Key}: {name.Item} should be number {name.Index + 1:0000}");

    [Fact]
    public void Function_OfAMigration_HasAFileOfItsName() => Faults.None(
        from file in Scripts
        from Match function in Function().Matches(Repository.Read(file))
        where !file.EndsWith($"/functions/{function.Groups["name"].Value}.sql", StringComparison.Ordinal)
        select $"{file}: {function.Groups["name"].Value}");

    private static string HashOf(string file) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Repository.Root, file))));

    [GeneratedRegex(
        @"^src/[^/]+/(?<database>[^/]+)/Migrations/(?<name>\d{4}_[a-z0-9_]+)/(functions|tables)/[^/]+\.sql$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    [GeneratedRegex(
        @"^CREATE (OR REPLACE )?FUNCTION (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Function();
}
