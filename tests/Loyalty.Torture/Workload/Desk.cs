using Grpc.Core;
using Loyalty.Client;
using Loyalty.Domain;
using Loyalty.Domain.Commits;
using Loyalty.Testing;
using Loyalty.V1;
using Refusal = Loyalty.Client.Refusal;

namespace Loyalty.Torture.Workload;

/// <summary>A desk that issues cards, each with a request id that it repeats until it is answered.</summary>
public sealed class Desk(Lines lines, Floor floor, Journal journal, int seed)
{
    private const string Name = "desk-1";
    private static readonly Caller Scope = new(CallerKind.Desk, Name, "", "", "");
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);
    private static readonly Metadata Headers = new CallerIdentity(CallerMetadata.Desk, Name).ToMetadata();
    private readonly Random random = new(seed);

    /// <summary>Issues cards at once.</summary>
    public Task IssueAsync(int cards, CancellationToken giveUp) =>
        Task.WhenAll(Enumerable.Range(0, cards).Select(_ => IssueAsync(giveUp)).ToArray());

    /// <summary>Issues cards now and then until told to take no more.</summary>
    public async Task RunAsync(CancellationToken noMore, CancellationToken giveUp)
    {
        while (!noMore.IsCancellationRequested)
        {
            await IssueAsync(giveUp);
            await Task.Delay(Chance(100, 400), CancellationToken.None);
        }
    }

    private async Task IssueAsync(CancellationToken giveUp)
    {
        var id = Id();
        var request = new IssueCardRequest { RequestId = id.ToString(), Type = CardType.LongTerm };
        var key = IdempotencyKey.RequestKey(Scope, id);
        while (!giveUp.IsCancellationRequested)
        {
            var start = Journal.Now;
            journal.Tally.Add(Counted.Attempts);
            try
            {
                var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + CallTimeout;
                var answer = await lines.Cards(Chance(0, lines.Nodes)).IssueCardAsync(request, Headers, deadline);
                journal.Issued(key, answer, start);
                floor.Add(new SharedCard(answer.Card.CardId, answer.Card.CardNumber));
                return;
            }
            catch (RpcException exception)
            {
                var refusal = Refusal.From(exception);
                if (!Answers.Count(refusal, journal.Tally))
                {
                    journal.Violations.Add(
                        Invariant.Replay, "", $"{request.RequestId} was refused permanently: {refusal}");
                    return;
                }
            }

            await Task.Delay(Chance(20, 250), CancellationToken.None);
        }

        journal.Violations.Add(Invariant.Liveness, "", $"the issue {request.RequestId} was never settled");
    }

    private int Chance(int from, int to)
    {
        lock (random) return random.Next(from, to);
    }

    private Guid Id()
    {
        var bytes = new byte[16];
        lock (random) random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
