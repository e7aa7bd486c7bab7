using Loyalty.Testing;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Lives.Guests;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Phases;

/// <summary>
/// The day changes, if it hasn't in the rounds, and the servers, each by itself, close the guest cards that were left:
/// each is closed once.
/// </summary>
public sealed class EndOfDay(Torment torment, Fleet fleet, Floor floor)
{
    private static readonly TimeSpan SweepLimit = TimeSpan.FromMinutes(2.5); // a server looks once a minute
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <param name="change">When the day changes.</param>
    public async Task RunAsync(DateTimeOffset change)
    {
        while (TimeProvider.System.GetUtcNow() <= change) await Task.Delay(Pause);
        var due = floor.LeftGuests.DueOn(floor.Today);
        var rows = await LedgerEntries.ReadAsync(fleet.Ledger, [.. due.Keys]);
        var limit = TimeProvider.System.GetUtcNow() + SweepLimit;
        while (!due.Keys.All(guest => rows[guest].Any(GuestCheck.IsClosure)))
        {
            if (TimeProvider.System.GetUtcNow() > limit)
            {
                torment.Violations.Add(
                    Invariant.Liveness, "", $"guest cards were left open for {SweepLimit} after their day");
                break;
            }

            await Task.Delay(Pause);
            rows = await LedgerEntries.ReadAsync(fleet.Ledger, [.. due.Keys]);
        }

        foreach (var (guest, entries) in due)
        {
            GuestCheck.CheckClosed(guest, entries, [.. rows[guest]], torment.Violations);
            floor.LeftGuests.Remove(guest);
            floor.CountOthers(1);
        }

        torment.Say($"end of the day: {due.Count} guest cards that nobody claimed were closed");
    }
}
