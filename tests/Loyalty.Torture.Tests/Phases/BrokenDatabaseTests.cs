using Loyalty.Testing;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Phases;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Tests.Phases;

/// <summary>Faults must be seen: databases without their guards, and ledgers that were tampered with.</summary>
public sealed class BrokenDatabaseTests(ITestOutputHelper output) : TortureTests(output)
{
    /// <summary>The most rounds. A broken guard does its harm by chance: not always in the first one.</summary>
    private const int Rounds = 6;

    [Theory]
    [InlineData(Break.Fence, FleetForm.Apart, "I8")]
    [InlineData(Break.RequestId, FleetForm.Apart, "I4")]
    [InlineData(Break.AckEarly, FleetForm.Apart, "I2")]
    public async Task Guard_TakenAway_IsNoticed(Break guard, FleetForm form, string rule)
    {
        var torment = Make(FixedSeed);
        await using var fleet = await StartAsync(form, 2);
        await BrokenGuard.BreakAsync(fleet.Ledger, guard);
        var load = new UnderLoad(torment, fleet, new Floor()) { SettleLimit = TimeSpan.FromSeconds(3) };
        for (var round = 1; round <= Rounds && !IsNoticed(); round++)
        {
            await load.RunAsync("broken", round, Size, audit: false, async () =>
            {
                await Task.Delay(1_500);
                await fleet.Postgres!.KillAsync();
                await fleet.Postgres.StartAgainAsync();
            });
        }

        Assert.True(IsNoticed());
        bool IsNoticed() => torment.Violations.All.Any(violation => violation.Rule == rule);
    }

    [Fact]
    public async Task Ledger_TamperedWithByItsOwner_IsNoticed()
    {
        var torment = Make(FixedSeed);
        await using var fleet = await StartAsync(FleetForm.Apart, 1);
        var floor = new Floor();
        var journal = new Journal(torment.Tally, torment.Violations);
        using var lines = new Lines(fleet, 2);
        var tillsAlone = Size with { Lives = 0, Members = 0, Guests = 0, Imports = 0 };
        await using var crowd = new Crowd(tillsAlone, lines, floor, journal, 1);
        await crowd.StartAsync();
        for (var i = 0; i < 600 && torment.Tally[Counted.Acknowledged] < 500; i++) await Task.Delay(50);
        await crowd.SettleAsync(TimeSpan.FromSeconds(60));
        await RoundChecks.AuditAsync(fleet, floor, torment.Violations);
        Assert.Empty(torment.Violations.All);

        var card = floor.Sample(1, 1)[0].Id;
        await PostgresServer.ExecuteAsync(
            fleet.Ledger,
            "ALTER TABLE entries DISABLE TRIGGER USER; "
            + $"DELETE FROM entries WHERE card_id = '{card}' AND seq = 2; "
            + $"UPDATE entries SET points = points + 1 WHERE card_id = '{card}' AND seq = 3");
        await RoundChecks.CheckAsync(fleet, floor, journal);
        await RoundChecks.AuditAsync(fleet, floor, torment.Violations);
        Assert.Contains(torment.Violations.All, found => found.Card == card && found.Rule == "I1");
        Assert.Contains(torment.Violations.All, found => found.Card == card && found.Rule == "I2");
    }
}
