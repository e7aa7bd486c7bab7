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
        $"SELECT ledger_write_1({string.Join(", ", Enumerable.Range(1, 26).Select(i => "$" + i))})";

    public static NpgsqlCommand ToCommand(IReadOnlyList<Commit> batch)
    {
        var command = new NpgsqlCommand(Sql);
        AddCards(command, batch);
        AddEntries(command, batch);
        AddClaims(command, batch);
        AddDraws(command, [.. batch.SelectMany(commit => commit.Draws, (commit, draw) => (commit, draw))]);
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

    private static void AddCards(NpgsqlCommand command, IReadOnlyList<Commit> batch)
    {
        Add(command, batch, NpgsqlDbType.Uuid, commit => commit.CardId.Value);
        Add(command, batch, NpgsqlDbType.Bigint, commit => commit.ExpectedSeq);
        Add(command, batch, NpgsqlDbType.Bigint, commit => CardLock.KeyOf(commit.CardId));
    }

    private static void AddEntries(NpgsqlCommand command, IReadOnlyList<Commit> batch)
    {
        LedgerEntry[] entries = [.. batch.SelectMany(commit => commit.Entries)];
        CardState[] states = [.. batch.SelectMany(commit => commit.States)];
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
        var claims = new List<(Commit Commit, string Key, byte[]? Meaning)>(batch.Count);
        foreach (var commit in batch)
        {
            claims.Add((commit, commit.Identity.Key, Bytes(commit.Identity.Meaning.Bytes)));
            foreach (var key in commit.Claims) claims.Add((commit, key, null));
        }

        Add(command, claims, NpgsqlDbType.Text, claim => claim.Key);
        Add(command, claims, NpgsqlDbType.Uuid, claim => claim.Commit.CardId.Value);
        Add(command, claims, NpgsqlDbType.Bigint, claim => claim.Commit.After.Seq);
        Add(command, claims, NpgsqlDbType.Bytea, claim => claim.Meaning);
    }

    private static void AddDraws(NpgsqlCommand command, (Commit Commit, Draw Draw)[] draws)
    {
        Add(command, draws, NpgsqlDbType.Text, pair => pair.Draw.Key);
        Add(command, draws, NpgsqlDbType.Bigint, pair => pair.Draw.Quantity);
        Add(command, draws, NpgsqlDbType.Bigint, pair => pair.Draw.Bound);
        Add(command, draws, NpgsqlDbType.Uuid, pair => pair.Commit.CardId.Value);
        Add(command, draws, NpgsqlDbType.Bigint, pair => pair.Commit.After.Seq);
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
