using Loyalty.Cli.Tests.Fakes;
using Loyalty.Testing;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Commands;

public sealed class AuditTests
{
    private static readonly AuditLedgerResponse Finding = new()
    {
        Finding = new AuditFinding { CardId = "c-1", Seq = 3, Rule = "Balance", Message = "expected 5" },
    };

    [Fact]
    public async Task Audit_Clean_Exits0()
    {
        var run = await RunAsync(Summary(0));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal((2, 0), ((int)run.Json["cards"]!, (int)run.Json["findings"]!));
    }

    [Fact]
    public async Task Audit_WithADifference_NamesTheCardAndExits1()
    {
        var run = await RunAsync(Finding, Summary(1));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("\"card_id\":\"c-1\"", run.Out.Split('\n')[0], StringComparison.Ordinal);
        Assert.Equal(1, (int)run.Json["findings"]!);
    }

    [Fact]
    public async Task Audit_WithoutASummary_HasProvenNothing()
    {
        var run = await RunAsync();
        Assert.Equal((1, "AUDIT_UNFINISHED: The audit ended without a summary.\n"), (run.ExitCode, run.Error));
        run = await RunAsync(Finding);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("AUDIT_UNFINISHED", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_OfNoDatabase_SaysSo()
    {
        var run = await Run.OfAsync(new FakeEngine(), "audit", "--database", "/no/such/folder");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("DATABASE_UNREADABLE: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anchor_WithoutADatabase_IsMisuse()
    {
        var run = await Run.OfAsync(new FakeEngine(), "audit", "--anchor", "anchor.txt");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("USAGE: --anchor needs --database", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists("anchor.txt.new"));
    }

    [Fact]
    public async Task Anchor_OfADatabase_IsWrittenThenVerifiedAndRenewed()
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-cli-");
        var (anchor, data) = (Path.Combine(folder.FullName, "anchor"), Path.Combine(folder.FullName, "data"));
        using (var stores = TestStores.OfSqlite(data)) await stores.MigrateAsync();

        var first = await AuditAsync("--json");
        Assert.Equal((0, null), (first.ExitCode, first.Json["anchor"]!["verified"]));
        var root = (string)first.Json["anchor"]!["written"]!["root"]!;
        var second = await AuditAsync();
        Assert.Equal(0, second.ExitCode);
        Assert.Matches($"anchor verified  root {root} of .*Z, 0 cards\n", second.Out);
        Assert.Matches("anchor written   root [0-9a-f]{64} of .*Z, 0 cards\n", second.Out);

        await File.AppendAllTextAsync(anchor, "x");
        var third = await AuditAsync();
        Assert.Equal(1, third.ExitCode);
        Assert.StartsWith("FILE_MALFORMED: The anchor '", third.Error, StringComparison.Ordinal);
        Assert.Equal([anchor], Directory.GetFiles(folder.FullName));
        folder.Delete(recursive: true);

        Task<Run> AuditAsync(params string[] more) => Run.OfAsync(
            new FakeEngine(), ["audit", "--database", data, "--anchor", anchor, .. more]);
    }

    private static Task<Run> RunAsync(params AuditLedgerResponse[] answers) =>
        Run.OfAsync(new FakeServer(new FakeEngine()) { Audit = () => answers }, "audit", "--json");

    private static AuditLedgerResponse Summary(long findings) => new()
    {
        Summary = new AuditSummary { Cards = 2, Entries = 5, Points = 10, Findings = findings },
    };
}
