using System.Collections.Concurrent;

namespace Loyalty.Torture.Workload;

/// <summary>Counts of clients over a whole run.</summary>
public sealed class Tally
{
    private readonly long[] counts = new long[Enum.GetValues<Counted>().Length];
    private readonly ConcurrentDictionary<string, long> failedReads = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> races = new(StringComparer.Ordinal);

    /// <summary>Why reads got no answer, and how often.</summary>
    public IEnumerable<KeyValuePair<string, long>> FailedReads => failedReads.OrderByDescending(pair => pair.Value);

    /// <summary>Races on cards' lives, and how often each was run.</summary>
    public IEnumerable<KeyValuePair<string, long>> Races =>
        races.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    public long this[Counted counted] => Interlocked.Read(ref counts[(int)counted]);

    public void AddRace(string name) => races.AddOrUpdate(name, 1, (_, count) => count + 1);

    public void AddFailedRead(string reason)
    {
        Add(Counted.FailedReads);
        failedReads.AddOrUpdate(reason, 1, (_, count) => count + 1);
    }

    public void Add(Counted counted, long count = 1) => Interlocked.Add(ref counts[(int)counted], count);
}

public enum Counted
{
    /// <summary>Receipts accrued and cards issued, each once however often it was answered.</summary>
    Acknowledged,

    /// <summary>Receipts and issues sent.</summary>
    Attempts,

    /// <summary>Answers of writes that had been made before.</summary>
    Replays,

    /// <summary>Attempts that the engine answered with OUTCOME_UNKNOWN.</summary>
    Unknown,

    /// <summary>Attempts whose connection broke, or was silent for too long, before an answer came.</summary>
    Unanswered,

    /// <summary>Attempts refused with LEDGER_UNAVAILABLE, LOST_RACE or OVERLOADED.</summary>
    Refused,

    /// <summary>Of those, OVERLOADED.</summary>
    Overloaded,

    /// <summary>Receipts sent by a second till, or again long after they were answered.</summary>
    Doubles,

    /// <summary>Receipts sent with other content or for another card, and refused.</summary>
    Clashes,

    Reads,

    /// <summary>Reads that got no answer; nobody repeats them.</summary>
    FailedReads,

    /// <summary>Commands of cards' lives that were refused permanently.</summary>
    LifeRefusals,
}
