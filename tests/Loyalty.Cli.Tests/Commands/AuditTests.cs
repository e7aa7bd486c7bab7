using Loyalty.Cli.Tests.Fakes;
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

    private static Task<Run> RunAsync(params AuditLedgerResponse[] answers) =>
        Run.OfAsync(new FakeServer(new FakeEngine()) { Audit = () => answers }, "audit", "--json");

    private static AuditLedgerResponse Summary(long findings) => new()
    {
        Summary = new AuditSummary { Cards = 2, Entries = 5, Points = 10, Findings = findings },
    };
}
