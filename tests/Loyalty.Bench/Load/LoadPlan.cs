using System.Net;

namespace Loyalty.Bench.Load;

/// <summary>The load: which calls, on which cards, at what rate.</summary>
internal sealed record LoadPlan
{
    public required IPEndPoint Server { get; init; }

    public required CallTemplate Template { get; init; }

    public required Cards Cards { get; init; }

    /// <summary>Connections; two, because a client machine has few.</summary>
    public int Connections { get; init; } = 2;

    /// <summary>Calls or messages unanswered at once, over all connections.</summary>
    public int InFlight { get; init; } = 64;

    /// <summary>Calls that each connection makes; null: until it is stopped.</summary>
    public long? Calls { get; init; }

    /// <summary>Calls begun per second, evenly, come what may; null: as soon as another is answered.</summary>
    public double? PerSecond { get; init; }
}

/// <summary>The cards and receipts that calls are made of. Safe for use from several threads.</summary>
/// <param name="numbers">The cards' numbers.</param>
/// <param name="inTurn">Whether each card has its turn; else any card may be next.</param>
internal sealed class Cards(byte[][] numbers, bool inTurn = false)
{
    private static long s_receipt; // a receipt is one card's, and several sets of cards may be one server's
    private int turn;

    public int Count => numbers.Length;

    /// <summary>The same cards, one after the other, from the first on.</summary>
    public Cards InTurn() => new(numbers, inTurn: true);

    /// <summary>A receipt number that no call has had.</summary>
    public static long NextReceipt() => Interlocked.Increment(ref s_receipt);

    public ReadOnlySpan<byte> NextCard() => numbers[
        inTurn ? (Interlocked.Increment(ref turn) - 1) % numbers.Length : Random.Shared.Next(numbers.Length)];
}

/// <summary>The result of a load.</summary>
/// <param name="Answered">Calls answered as they should be.</param>
/// <param name="Failed">Calls answered in any other way.</param>
/// <param name="Seconds">How long it was measured.</param>
/// <param name="AnsweredInAll">Also while warming up and after the end.</param>
/// <param name="Latencies">From when a call was to begin until its answer had come.</param>
internal sealed record LoadResult(
    long Answered, long Failed, double Seconds, long AnsweredInAll, Latencies Latencies);
