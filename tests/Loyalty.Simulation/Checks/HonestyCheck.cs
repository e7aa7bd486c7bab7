using Loyalty.Domain;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;
using Loyalty.Testing;

namespace Loyalty.Simulation.Checks;

/// <summary>
/// I11: whoever says that nothing happened has done nothing. Of all executions that may have committed an entry, one at
/// least must have said so, or that it doesn't know, or have been lost. A call that the runtime has sent twice is two
/// executions with one answer: one of them may say that nothing happened while the other commits, and no node can tell.
/// </summary>
internal sealed class HonestyCheck(World world)
{
    public void Run(Func<Request, PostedEntry?> bookedFor)
    {
        var denials = world.Network.Observations.Where(IsDenial)
            .ToLookup(observation => observation.Request.Sameness, StringComparer.Ordinal);
        foreach (var same in world.Requests.Writes.GroupBy(request => request.Sameness, StringComparer.Ordinal))
        {
            if (bookedFor(same.First()) is not { Entry.Counterpart: null } there) continue; // a guest's is a claim's
            if (WasSentTwice(same, there)) continue;
            var executions = same.Sum(request => request.Received.Count(step => step < there.Step));
            if (executions == denials[same.Key].Count(denial => denial.Received < there.Step))
                world.Violations.Add(
                    Invariant.Harmless, $"{same.First()} is there as {there.Entry.Seq}, and nobody has done it");
        }
    }

    private bool WasSentTwice(IEnumerable<Request> same, PostedEntry there)
    {
        var first = same.SelectMany(request => request.Received).DefaultIfEmpty(there.Step).Min();
        return world.Clusters.Any(
            cluster => cluster.HasSentTwice(there.Entry.CardId.Value, first, there.Step));
    }

    private static bool IsDenial(Observation observation) =>
        observation.Request.IsWrite && observation.Answer.Refused is { } refused
        && refused.Reason != Refusal.OutcomeUnknown;
}
