using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Replay;

/// <summary>Gives each card name of a file its card, the same in every run.</summary>
internal sealed class CardRegister(LoyaltyClient client, int inFlight)
{
    /// <summary>
    /// The namespace of the request ids by which cards are issued: UUIDv5 of it and the name, to the letter. Frozen;
    /// with another one a second run would find none of the first one's cards.
    /// </summary>
    public static readonly Guid RequestIdSpace = new("6b1f4b3e-0d0f-4c43-9a51-5f7d7c1f2a90");

    private int _next = -1;
    private int _done;
    private int _issued;

    /// <summary>Cards that have their number.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>Cards that this run issued rather than found.</summary>
    public int Issued => Volatile.Read(ref _issued);

    public static string RequestIdOf(string name) => RequestIds.Derive(RequestIdSpace, name).ToString();

    /// <returns>The number of each name's card, in the names' order.</returns>
    public async Task<string[]> IssueAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var numbers = new string[names.Count];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var workers = Enumerable.Range(0, Math.Min(inFlight, names.Count))
            .Select(_ => Workers.StopOthersAsync(WorkAsync(names, numbers, stop.Token), stop));
        await Workers.WhenAllAsync(workers, cancellation);
        return numbers;
    }

    private async Task WorkAsync(IReadOnlyList<string> names, string[] numbers, CancellationToken stop)
    {
        while (Interlocked.Increment(ref _next) is var i && i < names.Count)
        {
            var response = await client.Cards.IssueCardAsync(
                new IssueCardRequest { RequestId = RequestIdOf(names[i]), Type = CardType.LongTerm },
                cancellationToken: stop);
            numbers[i] = response.Card.CardNumber;
            if (!response.Replayed) Interlocked.Increment(ref _issued);
            Interlocked.Increment(ref _done);
        }
    }
}
