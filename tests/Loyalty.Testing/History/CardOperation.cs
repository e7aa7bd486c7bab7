namespace Loyalty.Testing.History;

/// <summary>The observation of one call that was answered with a card's seq and balance.</summary>
/// <param name="Card">The card, by any name that is always the same.</param>
/// <param name="Request">A write's idempotency key; null for a read.</param>
/// <param name="Seq">As of which entry the answer is; for a write the entry that answers it.</param>
/// <param name="Balance">The balance after it.</param>
/// <param name="Points">The entry's points; null for a read.</param>
/// <param name="Replayed">Whether the entry was there before this call.</param>
/// <param name="MayBeStale">Whether the caller allowed an older view.</param>
/// <param name="Start">When the call was sent, on a clock that all clients share.</param>
/// <param name="End">When its answer had come; never before <paramref name="Start"/>.</param>
public sealed record CardOperation(
    string Card, string? Request, long Seq, long Balance, long? Points, bool Replayed, bool MayBeStale, long Start,
    long End)
{
    public bool IsRead => Request is null;

    /// <summary>Whether the answer had to hold at some moment of the call itself.</summary>
    public bool IsCurrent => IsRead ? !MayBeStale : !Replayed;

    public override string ToString() =>
        $"{Request ?? "read"} at {Start}..{End}: seq {Seq}, balance {Balance}{(Replayed ? ", replayed" : "")}";
}

/// <summary>An observation that can't be true.</summary>
public sealed record HistoryFault(HistoryRule Rule, CardOperation Operation, CardOperation? Other)
{
    public override string ToString() => $"{Rule}: {Operation}{(Other is null ? "" : $"; but {Other}")}";
}

/// <summary>The rules that a card's history keeps.</summary>
public enum HistoryRule
{
    /// <summary>An answer comes after its call, and from seq 1 on unless nothing was there.</summary>
    Shape = 1,

    /// <summary>A seq has one balance, whoever says it.</summary>
    OneBalance = 2,

    /// <summary>A seq answers one request, and is made once.</summary>
    OneRequest = 3,

    /// <summary>A request is answered by one seq, on one card.</summary>
    OneAnswer = 4,

    /// <summary>The balances of two known neighbours differ by the later one's points.</summary>
    RunningSum = 5,

    /// <summary>A call that began after an answer had come is later than it; a read may be the same.</summary>
    RealTime = 6,
}
