using Grpc.Core;
using Loyalty.Client;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Workload;
using Loyalty.V1;

namespace Loyalty.Torture.Phases;

/// <summary>
/// T10: more writers on one card of one server than its queue has places. Each is answered within its deadline: with
/// its entry, or that there is too much to do; what is refused is sent again until all are in.
/// </summary>
public sealed class HotCard(Torment torment, Fleet fleet, Floor floor)
{
    private const int Writers = 700; // the queue of a card has 512 places
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);
    private int timeouts;

    public async Task RunAsync()
    {
        var journal = new Journal(torment.Tally, torment.Violations);
        floor.BeginRound(keep: 0);
        using var lines = new Lines(fleet, perNode: 8);
        await new Desk(lines, floor, journal, torment.Seed + 7).IssueAsync(1, CancellationToken.None);
        var card = floor.Newest;
        var random = new Random(torment.Seed);
        var sales = Enumerable.Range(0, Writers).Select(_ => floor.Sell(random, card, store: 0)).ToArray();
        var points = lines.Points(0);
        var before = torment.Tally[Counted.Overloaded];
        for (var left = sales; left.Length > 0;)
        {
            var answered = await Task.WhenAll(left.Select(sale => SendAsync(points, sale, journal)).ToArray());
            left = [.. left.Where((_, i) => !answered[i])];
        }

        if (timeouts > 0)
            torment.Violations.Add("T10", card.Id, $"{timeouts} of {Writers} writers timed out after {CallTimeout}");
        if (torment.Tally[Counted.Overloaded] == before)
            torment.Violations.Add("T10", card.Id, $"{Writers} writers of one card, and none was OVERLOADED");
        await RoundChecks.CheckAsync(fleet, floor, journal);
        torment.Say($"hot card: {Writers} writers, {torment.Tally[Counted.Overloaded] - before} OVERLOADED");
    }

    private async Task<bool> SendAsync(PointsService.PointsServiceClient points, Sale sale, Journal journal)
    {
        var caller = new CallerIdentity(CallerMetadata.Till, "till-hot", Store: sale.Store).ToMetadata();
        var request = new AccruePointsRequest { CardNumber = sale.Card.Number, Receipt = sale.Receipt };
        var start = Journal.Now;
        torment.Tally.Add(Counted.Attempts);
        try
        {
            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + CallTimeout;
            journal.Accrued(sale, await points.AccruePointsAsync(request, caller, deadline), start);
            return true;
        }
        catch (RpcException exception)
        {
            var refusal = Refusal.From(exception);
            if (refusal.Code == StatusCode.DeadlineExceeded) Interlocked.Increment(ref timeouts);
            return !Answers.IsForNow(refusal, journal, sale);
        }
    }
}
