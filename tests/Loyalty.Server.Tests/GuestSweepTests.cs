using Grpc.Core;
using Loyalty.Ledger;
using Loyalty.Application.Cards;
using Loyalty.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Server.Tests;

/// <summary>A guest card that nobody claimed on its day is closed, by whichever node comes first.</summary>
public sealed class GuestSweepTests : IAsyncLifetime
{
    private readonly RunningServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Sweep_OnTheNextDay_ClosesEveryOpenGuestCardOnceAndNoOther()
    {
        var commands = new CardCommands(server);
        var guests = new List<string>();
        for (var i = 0; i < 105; i++) guests.Add(await IssueAsync(commands.Receipt()));
        Assert.Equal(0, (await Sweep().RunAsync(default)).Closed);

        server.Time.Now += TimeSpan.FromDays(1);
        var expired = await Some.RefusalAsync(
            server.Cards.PresentReceiptAsync(
                new() { GuestNumber = guests[0], Receipt = commands.Receipt() }, Callers.Desk),
            StatusCode.FailedPrecondition);
        Assert.Equal("GUEST_EXPIRED", expired.Reason);
        var todays = await IssueAsync(commands.Receipt());
        var swept = await Task.WhenAll(Sweep().RunAsync(default), Sweep().RunAsync(default));

        Assert.Equal(105, swept.Sum(run => run.Closed));
        Assert.Equal(0, (await Sweep().RunAsync(default)).Closed);
        Assert.Null((await commands.ReadAsync(todays)).CancelDate);
        var entries = (await server.Cards.ListLedgerEntriesAsync(
            new() { CardNumber = guests[0] }, Callers.Desk)).Entries;
        Assert.Equal(
            [(EntryKind.Issue, ""), (EntryKind.Presentation, ""), (EntryKind.Cancellation, "Unclaimed")],
            entries.Select(entry => (entry.Kind, entry.Reason)));
        await commands.AuditAsync();
    }

    /// <summary>The server sweeps as it starts, and finds what was left open the day before.</summary>
    [Fact]
    public async Task Card_ThatBreaksInTheSweep_NeitherKeepsOthersOpenNorEndsTheServer()
    {
        var commands = new CardCommands(server);
        var guests = new List<string>();
        for (var i = 0; i < 5; i++) guests.Add(await IssueAsync(commands.Receipt()));
        await server.StopAsync();
        server.Time.Now += TimeSpan.FromDays(1);
        server.Exchange = services => services.AddSingleton<ILedger>(
            parts => new BreakingLedger(parts.GetRequiredService<StoredLedger>()));
        await server.StartAsync();
        var ledger = (BreakingLedger)server.Own<ILedger>();
        await ledger.Broke.WaitAsync(TimeSpan.FromSeconds(30));

        await Sweep().RunAsync(default);

        var open = new List<string>();
        foreach (var guest in guests)
            if ((await commands.ReadAsync(guest)).CancelDate is null) open.Add(guest);
        Assert.Equal($"{ledger.Broken}", (await commands.ReadAsync(Assert.Single(open))).CardId);
        Assert.False(server.IsEnding);
        await server.IssueAsync();
    }

    private GuestSweep Sweep() => server.Part<GuestSweep>();

    private async Task<string> IssueAsync(Receipt receipt) => (await server.Cards.IssueGuestCardAsync(
        new() { RequestId = $"{Some.Id()}", Receipt = receipt }, Callers.Desk)).GuestNumber;
}
