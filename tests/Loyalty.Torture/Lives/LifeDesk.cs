using Grpc.Core;
using Loyalty.Client;
using Loyalty.Testing;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Lives;

/// <summary>Sends what has to be settled again and again, to any server, until it is.</summary>
public sealed class LifeDesk(Lines lines, Journal journal, int seed)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);
    private readonly Random random = new(seed);

    /// <summary>Settles a request; null if it had to be given up.</summary>
    public async Task<LifeCommand?> SettleAsync(string card, LifeRequest request, CancellationToken giveUp)
    {
        var first = Journal.Now;
        var hasStrays = false;
        while (!giveUp.IsCancellationRequested)
        {
            var start = Journal.Now;
            journal.Tally.Add(Counted.Attempts);
            try
            {
                var (entry, replayed) = await request.SendAsync(lines, Chance(0, lines.Nodes), Deadline);
                journal.Lived(request.Key, entry, replayed, start);
                return Command(entry.Seq, replayed, "");
            }
            catch (RpcException exception)
            {
                var refusal = Refusal.From(exception);
                if (!Answers.Count(refusal, journal.Tally))
                {
                    journal.Tally.Add(Counted.LifeRefusals);
                    return Command(0, false, refusal.Reason);
                }

                hasStrays |= !refusal.IsFromEngine || refusal.Reason == "OUTCOME_UNKNOWN";
            }

            await Task.Delay(Chance(20, 250), CancellationToken.None);

            LifeCommand Command(long seq, bool replayed, string reason) => new(
                request.Verb, request.Number, request.Key, first, start, Journal.Now, seq, replayed, reason, hasStrays);
        }

        journal.Violations.Add(Invariant.Liveness, card, $"{request.Verb} {request.Key} was never settled");
        return null;
    }

    /// <summary>Asks until it is answered; null if it had to be given up, or was refused, which is wrong.</summary>
    public async Task<T?> AskAsync<T>(Func<int, DateTime, Task<T>> question, CancellationToken giveUp)
        where T : class
    {
        var outcome = await TryAsync(question, giveUp);
        if (outcome.Reason.Length > 0)
            journal.Violations.Add(Invariant.Replay, "", $"{typeof(T).Name} was refused permanently: {outcome.Reason}");
        return outcome.Answer;
    }

    /// <summary>
    /// Asks until it is answered or refused permanently, and says why; neither if it had to be given up.
    /// </summary>
    public async Task<Outcome<T>> TryAsync<T>(
        Func<int, DateTime, Task<T>> question, CancellationToken giveUp)
        where T : class
    {
        var hasStrays = false;
        while (!giveUp.IsCancellationRequested)
        {
            journal.Tally.Add(Counted.Attempts);
            try
            {
                return new(await question(Chance(0, lines.Nodes), Deadline), "", hasStrays);
            }
            catch (RpcException exception)
            {
                var refusal = Refusal.From(exception);
                if (!Answers.Count(refusal, journal.Tally)) return new(null, refusal.Reason, hasStrays);
                hasStrays |= !refusal.IsFromEngine || refusal.Reason == "OUTCOME_UNKNOWN";
            }

            await Task.Delay(Chance(20, 250), CancellationToken.None);
        }

        journal.Violations.Add(Invariant.Liveness, "", $"{typeof(T).Name} never came");
        return new(null, "", hasStrays);
    }

    public int Chance(int from, int to)
    {
        lock (random) return random.Next(from, to);
    }

    public Guid Id()
    {
        var bytes = new byte[16];
        lock (random) random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public Sale Sell(Floor floor, SharedCard card)
    {
        lock (random) return floor.Sell(random, card, store: 0);
    }

    private static DateTime Deadline => TimeProvider.System.GetUtcNow().UtcDateTime + CallTimeout;
}
