using System.Diagnostics;
using Loyalty.Domain;
using Loyalty.Ledger.Postgres;
using Loyalty.Testing;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Phases;
using Loyalty.Torture.Workload;
using Npgsql;

namespace Loyalty.Torture.Faults;

/// <summary>Does harm to PostgreSQL and the ways to it, one fault after the other.</summary>
public sealed class DatabaseFaults(Torment torment, Fleet fleet, Floor floor)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly PostgresServer postgres = fleet.Postgres!;
    private readonly List<Task> locks = [];

    /// <summary>Does one thing after the other, and ends when the last is over.</summary>
    public async Task RunAsync(IReadOnlyList<PlannedFault> plan)
    {
        foreach (var planned in plan)
        {
            await Task.Delay(planned.Pause);
            torment.Faults.Add(planned.Fault);
            await DoAsync(planned);
        }

        await Task.WhenAll(locks);
    }

    /// <summary>Stops PostgreSQL, starts it again, and measures from then to the first answer of a server.</summary>
    /// <returns>Null if that was too slow to wait for.</returns>
    public async Task<TimeSpan?> StopAsync(Func<Task> stop, string what)
    {
        var clock = Stopwatch.StartNew();
        await stop();
        await postgres.StartAgainAsync();
        var ready = clock.Elapsed;
        var cards = floor.Sample(torment.Seed, 1);
        var first = await Task.WhenAny(fleet.Nodes.Select(node => Probe.AnswersAsync(node, cards, Patience)));
        torment.Recoveries.Add($"{what}, from the stop until it is ready", ready);
        if (await first is not { } answered) return null;
        torment.Recoveries.Add($"{what}, from ready to the first answer", answered);
        return answered;
    }

    private Task DoAsync(PlannedFault planned)
    {
        var back = fleet.Nodes[planned.Node].Back!;
        switch (planned.Fault)
        {
            case Fault.PostgresKill: return StopAsync(postgres.KillAsync, "PostgreSQL kill amid other faults");
            case Fault.PostgresImmediate:
                return StopAsync(() => postgres.StopAsync("immediate"), "PostgreSQL immediate stop amid other faults");
            case Fault.PostgresRestart:
                return StopAsync(() => postgres.StopAsync("fast"), "PostgreSQL restart amid other faults");
            case Fault.PostgresPause: return PauseAsync(planned.Length);
            case Fault.Partition: return SilenceAsync(back, Silence.Both, planned.Length);
            case Fault.OneWayPartition:
                return SilenceAsync(back, planned.Variant < 0.5 ? Silence.ToServer : Silence.ToClient, planned.Length);
            case Fault.SlowPostgres: return SlowAsync(planned);
            case Fault.CardLock:
                locks.Add(LockAsync(planned.Length));
                return Task.CompletedTask;
            default: throw new ArgumentOutOfRangeException(nameof(planned), planned.Fault, null);
        }
    }

    private async Task PauseAsync(TimeSpan length)
    {
        postgres.Suspend();
        await Task.Delay(length);
        postgres.Resume();
    }

    private static async Task SilenceAsync(CuttingProxy proxy, Silence silence, TimeSpan length)
    {
        proxy.Silence = silence;
        await Task.Delay(length);
        proxy.Silence = Silence.None;
    }

    /// <summary>Few milliseconds more often than many.</summary>
    private async Task SlowAsync(PlannedFault planned)
    {
        var delay = TimeSpan.FromMilliseconds(50 * Math.Pow(40, planned.Variant));
        foreach (var node in fleet.Nodes) node.Back!.Delay = delay;
        await Task.Delay(planned.Length);
        foreach (var node in fleet.Nodes) node.Back!.Delay = TimeSpan.Zero;
    }

    private async Task LockAsync(TimeSpan length)
    {
        try
        {
            await using var connection = new NpgsqlConnection(fleet.Ledger + ";Pooling=false");
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var command = new NpgsqlCommand(
                "SELECT pg_advisory_xact_lock($1)", connection, transaction);
            var cardId = new CardId(Guid.Parse(floor.Sample(torment.Seed, 1)[0].Id));
            command.Parameters.Add(new NpgsqlParameter { Value = CardLock.KeyOf(cardId) });
            await command.ExecuteNonQueryAsync();
            await Task.Delay(length);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException)
        {
            // PostgreSQL was stopped meanwhile, and the lock went with it
        }
    }
}
