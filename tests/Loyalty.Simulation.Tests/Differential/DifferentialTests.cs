using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Loyalty.Audit;
using Loyalty.Simulation.Store;
using Loyalty.Testing;

namespace Loyalty.Simulation.Tests.Differential;

/// <summary>
/// The simulated store says what SQLite and PostgreSQL say: the same random batches, with duplicates, seqs that are
/// behind, clashing unique keys and allocations and connections cut at commit, get the same outcomes and leave the same
/// rows.
/// </summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int Rounds = 60;
    private const ulong Seeds = 8;

    [Fact]
    public async Task Sqlite_OnRandomBatches_SaysWhatTheSimulatedStoreSays()
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-differential-");
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            using var stores = TestStores.OfSqlite(Path.Combine(folder.FullName, $"{seed}"));
            await CompareAsync(stores, seed);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Postgres_OnRandomBatches_SaysWhatTheSimulatedStoreSays()
    {
        if (PostgresServer.Missing is { } reason) Assert.Skip(reason);
        await using var server = await PostgresServer.StartAsync();
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            using var stores = TestStores.OfPostgres(await server.CreateSchemaAsync());
            await CompareAsync(stores, seed);
        }
    }

    private async Task CompareAsync(TestStores stores, ulong seed)
    {
        await stores.MigrateAsync();
        var real = stores.Ledger;
        var state = new LedgerState(() => 0);
        using var right = new Player(real, seed);
        using var left = new Player(new SimulatedStore(state), seed);
        var script = new Script(seed);
        var said = new List<string>();
        for (var round = 0; round < Rounds; round++)
        {
            if (script.Dice.Chance(0.7))
            {
                var batch = script.Batch();
                said.AddRange(await SameAsync(player => player.PlayAsync(batch), left, right, seed, round));
                foreach (var commit in batch) Learn(commit);
            }
            else
            {
                var commit = script.Next();

                // How often one that waits for an exclusive slot is sent, and so the dice, depends on the time.
                said.AddRange(await SameAsync(
                    player => commit.SlotChanges.IsEmpty ? player.PlayCutAsync(commit) : player.PlayAsync([commit]),
                    left, right, seed, round));
                Learn(commit);
            }
        }

        Assert.Equal(await left.RowsAsync(), await right.RowsAsync());
        Assert.Empty((await Auditor.RunAsync(real, default)).Findings);
        AssertVaried(said);

        void Learn(Commit commit)
        {
            if (state.Load(commit.CardId) is { } card) script.Learn(card);
        }
    }

    private static async Task<List<string>> SameAsync(
        Func<Player, Task<List<string>>> play, Player left, Player right, ulong seed, int round)
    {
        var (expected, actual) = (await play(left), await play(right));
        Assert.True(
            expected.SequenceEqual(actual, StringComparer.Ordinal),
            $"seed {seed}, round {round}\n  {string.Join("\n  ", expected)}\nbut\n  {string.Join("\n  ", actual)}");
        return expected;
    }

    /// <summary>A comparison of nothing but successes would prove little.</summary>
    private void AssertVaried(List<string> said)
    {
        var statuses = said.SelectMany(line => Enum.GetNames<CommitStatus>().Where(
            name => line.StartsWith(name, StringComparison.Ordinal))).CountBy(name => name).ToList();
        output.WriteLine(string.Join(", ", statuses.Select(pair => $"{pair.Key} {pair.Value}")));
        Assert.Subset(
            statuses.Select(pair => pair.Key).ToHashSet(),
            new HashSet<string>(
                [nameof(CommitStatus.Replayed), nameof(CommitStatus.Conflict), nameof(CommitStatus.Committed)]));
        Assert.Contains("not written", said);
    }
}
