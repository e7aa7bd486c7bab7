using Loyalty.Domain.Entries;
using Loyalty.Ledger;
using Loyalty.Audit;
using Loyalty.Testing;

namespace Loyalty.WireFuzz.Checks;

/// <summary>
/// Compares acknowledgements, to whomever, with the ledger: an entry that nobody was told of is one that a refused
/// input has made.
/// </summary>
public sealed class Accounts
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string CardId, long Seq), long> acknowledged = [];
    private readonly List<string> contradictions = [];
    private long unknown;

    /// <summary>Entries that were acknowledged, each counted once.</summary>
    public int Entries
    {
        get
        {
            lock (gate) return acknowledged.Count;
        }
    }

    /// <summary>Changes that were sent and not yet answered, or never.</summary>
    public long Unanswered => Interlocked.Read(ref unknown);

    /// <summary>Says that so many changes are on their way; one of the next two answers each, or nothing.</summary>
    public void Sent(int changes) => Interlocked.Add(ref unknown, changes);

    /// <summary>A change that was refused, definitely.</summary>
    public void Refused() => Interlocked.Decrement(ref unknown);

    /// <summary>A change that was made, now or before.</summary>
    public void Acknowledged(string cardId, long seq, long balance)
    {
        Interlocked.Decrement(ref unknown);
        lock (gate)
        {
            if (acknowledged.TryAdd((cardId, seq), balance)) return;
            var first = acknowledged[(cardId, seq)];
            if (first != balance) contradictions.Add($"card {cardId}, seq {seq}: balances {first} and {balance}");
        }
    }

    /// <summary>Audits the ledger, which nobody uses any more, and compares entry by entry.</summary>
    public async Task<IReadOnlyList<string>> CompareAsync(string dataFolder, CancellationToken cancellation)
    {
        await using var snapshot = await LedgerStores.OpenAsync(dataFolder, cancellation);
        var report = await Auditor.RunAsync(snapshot, cancellation);
        var faults = report.Findings.Take(20).Select(finding => $"audit: {finding}").ToList();
        await using var again = await LedgerStores.OpenAsync(dataFolder, cancellation);
        faults.AddRange(await CompareAsync(
            again.ReadEntriesAsync(cancellation).ReadableAsync().Select(row => row.Entry)));
        return faults;
    }

    /// <summary>Compares entry by entry; the answer names what is on one side only, or differs.</summary>
    public async Task<IReadOnlyList<string>> CompareAsync(IAsyncEnumerable<LedgerEntry> entries)
    {
        var faults = new List<string>(contradictions);
        var missing = new Dictionary<(string CardId, long Seq), long>(acknowledged);
        var unexplained = new List<string>();
        await foreach (var entry in entries)
        {
            if (!missing.Remove((entry.CardId.ToString(), entry.Seq), out var balance))
                unexplained.Add($"card {entry.CardId}, seq {entry.Seq}: {entry.Kind} of {entry.Points}");
            else if (balance != entry.Balance)
                faults.Add($"card {entry.CardId}, seq {entry.Seq}: {balance} was answered, {entry.Balance} stands");
        }

        faults.AddRange(missing.Keys.Take(20).Select(key => $"acknowledged and not there: {key}"));
        if (unexplained.Count > Unanswered)
        {
            faults.Add($"{unexplained.Count} entries that nobody was told of, {Unanswered} calls without an answer");
            faults.AddRange(unexplained.Take(20));
        }

        return faults;
    }
}
