using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteStatementTests(SqliteBed bed) : StatementTests<SqliteBed>(bed);

public sealed class PostgresStatementTests(PostgresBed bed) : StatementTests<PostgresBed>(bed);

/// <summary>Queries of a statement: entries of some dates and kinds, and the card as it was.</summary>
public abstract class StatementTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    /// <summary>Every stretch, filter, limit and direction answers what the plain reading of them does.</summary>
    [Fact]
    public async Task Entries_OfAnyScan_AreThoseThatMatch()
    {
        await using var ledger = await bed.OpenAsync();
        await FullLife.LiveAsync(ledger, FullLife.Commands.Length);
        var all = await ledger.Ledger.ReadEntriesAsync(FullLife.CardId, 0, 100);
        var (first, last) = (all[0].BusinessDate, all[^1].BusinessDate);
        var filters = new[]
        {
            EntryFilter.All,
            new EntryFilter(first.AddDays(1), last, []),
            new EntryFilter(first, first.AddDays(3), []),
            new EntryFilter(DateOnly.MinValue, DateOnly.MaxValue, [EntryKind.Replacement]),
            new EntryFilter(DateOnly.MinValue, DateOnly.MaxValue, [EntryKind.Issue, EntryKind.Cancellation]),
            new EntryFilter(first, first, [EntryKind.Accrual, EntryKind.Suspension]),
            new EntryFilter(last.AddDays(1), DateOnly.MaxValue, []),
        };
        var scans =
            from filter in filters
            from stretch in new (long From, long To)[] { (1, long.MaxValue), (3, 8), (5, 5), (40, 90), (2, 1) }
            from limit in new[] { 1, 3, 100 }
            from newestFirst in new[] { false, true }
            select new EntryScan(stretch.From, stretch.To, limit, filter, newestFirst);
        foreach (var scan in scans)
        {
            var read = await ledger.Ledger.ReadEntriesAsync(FullLife.CardId, scan);
            Assert.Equal(scan.Of(all).Select(entry => entry.Seq), read.Select(entry => entry.Seq));
        }
    }

    /// <summary>At, before and after the time of each entry; also where one decision made two entries.</summary>
    [Fact]
    public async Task Card_AsOfAnyInstant_IsAsItsLastEntryUpToThenLeftIt()
    {
        await using var ledger = await bed.OpenAsync();
        await FullLife.LiveAsync(ledger, FullLife.Commands.Length);
        await using var snapshot = await ledger.Store.OpenSnapshotAsync(default);
        var rows = await snapshot.ReadEntriesAsync(default).ReadableAsync().ToListAsync();
        foreach (var instant in rows.Select(row => row.Entry.Time).SelectMany(time => new[]
        {
            time.AddMicroseconds(-1), time, time.AddMicroseconds(1), time.AddHours(7),
        }))
        {
            var expected = rows.LastOrDefault(row => row.Entry.Time <= instant)?.State;
            var read = await ledger.Ledger.LoadAsOfAsync(FullLife.CardId, instant);
            Assert.Equal(expected?.Seq, read?.Seq);
            Assert.Equal(expected?.Balance, read?.Balance);
            Assert.Equal(expected?.Number, read?.Number);
        }

        Assert.Null(await ledger.Ledger.LoadAsOfAsync(Samples.CardId(7), Samples.Now));
    }

    /// <summary>An entry may be earlier than the one before it if two nodes' clocks differ.</summary>
    [Fact]
    public async Task Card_AsOfAnInstantThatClocksDisputeOver_IsAtABoundary()
    {
        await using var ledger = await bed.OpenAsync();
        var card = await ledger.IssueAsync(1);
        int[] minutes = [1, 5, 3, 4, 9, 8, 2, 10, 11, 6];
        for (var receipt = 0; receipt < minutes.Length; receipt++)
        {
            var commit = Samples.Accrue(card, Samples.Receipt(receipt), Samples.Now.AddMinutes(minutes[receipt]));
            await ledger.CommitAsync(commit);
            card = commit.After;
        }

        var times = (await ledger.Ledger.ReadEntriesAsync(card.CardId, 0, 100)).Select(entry => entry.Time).ToArray();
        for (var minute = 0; minute <= 12; minute++)
        {
            var instant = Samples.Now.AddMinutes(minute);
            var seq = (int)(await ledger.Ledger.LoadAsOfAsync(card.CardId, instant))!.Seq;
            Assert.True(times[seq - 1] <= instant);
            if (seq < times.Length) Assert.True(times[seq] > instant);
        }
    }
}
