using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Ledger.Rows;
using Npgsql;
using NpgsqlTypes;

namespace Loyalty.Ledger.Postgres;

/// <summary>A batch as the arrays that the write function unnests.</summary>
internal static class WriteBatch
{
    private static readonly string Sql =
        $"SELECT era, units FROM ledger_write_4({string.Join(", ", Enumerable.Range(1, 32).Select(i => "$" + i))})";

    /// <param name="batch">What is written.</param>
    /// <param name="cards">Its cards.</param>
    /// <param name="known">Which of them have the entry that they expect for certain, in which era.</param>
    public static NpgsqlCommand ToCommand(
        IReadOnlyList<Commit> batch, IReadOnlyList<CardSteps> cards, (string Era, bool[] Known) known)
    {
        var command = new NpgsqlCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = known.Era });
        AddCards(command, cards, known.Known);
        AddEntries(command, cards);
        AddClaims(command, batch);
        AddDraws(command, [.. batch.SelectMany(commit => commit.Draws, (commit, draw) => (commit, draw))]);
        AddHolds(command, [.. batch.SelectMany(commit => commit.Holds)]);
        return command;
    }

    /// <summary>Shares out the first units of all draws to their commits.</summary>
    public static ImmutableArray<long>[] UnitsOf(IReadOnlyList<Commit> batch, long[] units)
    {
        var shares = new ImmutableArray<long>[batch.Count];
        var at = 0;
        for (var i = 0; i < shares.Length; i++)
        {
            var count = batch[i].Draws.Length;
            shares[i] = count == 0 ? [] : [.. units.AsSpan(at, count)];
            at += count;
        }

        return shares;
    }

    private static void AddCards(NpgsqlCommand command, IReadOnlyList<CardSteps> cards, bool[] known)
    {
        Add(command, cards, NpgsqlDbType.Uuid, steps => steps.CardId.Value);
        Add(command, cards, NpgsqlDbType.Bigint, steps => steps.ExpectedSeq);
        Add(command, known, NpgsqlDbType.Boolean, isKnown => isKnown);
        Add(command, cards, NpgsqlDbType.Bigint, steps => CardLock.KeyOf(steps.CardId));
    }

    private static void AddEntries(NpgsqlCommand command, IReadOnlyList<CardSteps> cards)
    {
        var entries = new List<LedgerEntry>(cards.Count);
        var states = new List<CardState>(cards.Count);
        foreach (var steps in cards)
        {
            entries.AddRange(steps.Entries);
            states.AddRange(steps.States);
        }

        Add(command, entries, NpgsqlDbType.Uuid, entry => entry.CardId.Value);
        Add(command, entries, NpgsqlDbType.Bigint, entry => entry.Seq);
        Add(command, entries, NpgsqlDbType.Smallint, entry => (short)entry.Kind);
        Add(command, entries, NpgsqlDbType.Bigint, entry => entry.Points);
        Add(command, entries, NpgsqlDbType.Bigint, entry => entry.Balance);
        Add(command, entries, NpgsqlDbType.Bigint, entry => entry.Available);
        Add(command, entries, NpgsqlDbType.Date, entry => entry.BusinessDate);
        Add(command, entries, NpgsqlDbType.TimestampTz, entry => entry.Time.UtcDateTime);
        Add(command, entries, NpgsqlDbType.Text, entry => CallerJson.Write(entry.Caller));
        Add(command, entries, NpgsqlDbType.Text, entry => entry.IdentityKey);
        Add(command, entries, NpgsqlDbType.Integer, entry => entry.RulesVersion);
        Add(command, entries, NpgsqlDbType.Text, DetailJson.Write);
        Add(command, states, NpgsqlDbType.Text, StateJson.Write);
        Add(command, entries, NpgsqlDbType.Bytea, entry => Bytes(entry.Hash));
    }

    private static void AddClaims(NpgsqlCommand command, IReadOnlyList<Commit> batch)
    {
        var claims = new List<(string Key, EntryReference Entry, byte[]? Meaning)>(batch.Count);
        foreach (var commit in batch)
        {
            var answer = new EntryReference(commit.CardId, commit.Answer.Seq);
            claims.Add((commit.Identity.Key, answer, Bytes(commit.Identity.Meaning.Bytes)));
            foreach (var key in commit.Claims) claims.Add((key, answer, null));
            foreach (var (further, entry) in commit.FurtherIdentities)
                claims.Add((further.Key, entry, Bytes(further.Meaning.Bytes)));
        }

        Add(command, claims, NpgsqlDbType.Text, claim => claim.Key);
        Add(command, claims, NpgsqlDbType.Uuid, claim => claim.Entry.CardId.Value);
        Add(command, claims, NpgsqlDbType.Bigint, claim => claim.Entry.Seq);
        Add(command, claims, NpgsqlDbType.Bytea, claim => claim.Meaning);
    }

    private static void AddDraws(NpgsqlCommand command, (Commit Commit, Draw Draw)[] draws)
    {
        Add(command, draws, NpgsqlDbType.Text, pair => pair.Draw.Key);
        Add(command, draws, NpgsqlDbType.Bigint, pair => pair.Draw.Quantity);
        Add(command, draws, NpgsqlDbType.Bigint, pair => pair.Draw.Bound);
        Add(command, draws, NpgsqlDbType.Uuid, pair => pair.Commit.CardId.Value);
        Add(command, draws, NpgsqlDbType.Bigint, pair => pair.Commit.Answer.Seq);
    }

    private static void AddHolds(NpgsqlCommand command, Hold[] holds)
    {
        foreach (var change in new[] { HoldChange.Release, HoldChange.Take })
        {
            var changed = Array.FindAll(holds, hold => hold.Change == change);
            Add(command, changed, NpgsqlDbType.Text, hold => hold.Key);
            Add(command, changed, NpgsqlDbType.Uuid, hold => hold.CardId.Value);
        }
    }

    private static void Add<TRow, T>(
        NpgsqlCommand command, IReadOnlyList<TRow> rows, NpgsqlDbType type, Func<TRow, T> valueOf)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = valueOf(rows[i]);
        command.Parameters.Add(
            new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
    }

    private static byte[] Bytes(ImmutableArray<byte> bytes) => ImmutableCollectionsMarshal.AsArray(bytes)!;
}
