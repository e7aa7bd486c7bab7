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
    /// <summary>The arguments stand in the order in which <see cref="ToCommand"/> adds them.</summary>
    private const string Sql = """
        SELECT incarnation, units FROM ledger_write_1(
            known_incarnation => $1,
            card_ids => $2, card_expected_seqs => $3, card_known => $4, card_lock_keys => $5,
            entry_card_ids => $6, entry_seqs => $7, entry_kinds => $8, entry_points => $9, entry_balances => $10,
            entry_availables => $11, entry_business_dates => $12, entry_times => $13, entry_callers => $14,
            entry_idempotency_keys => $15, entry_rules_versions => $16, entry_details => $17, entry_states => $18,
            entry_hashes => $19,
            key_texts => $20, key_card_ids => $21, key_seqs => $22, key_fingerprints => $23,
            allocation_keys => $24, allocation_quantities => $25, allocation_caps => $26,
            allocation_card_ids => $27, allocation_seqs => $28,
            released_slot_keys => $29, released_slot_card_ids => $30,
            taken_slot_keys => $31, taken_slot_card_ids => $32)
        """;

    /// <param name="batch">The commits to write.</param>
    /// <param name="cards">Its cards.</param>
    /// <param name="known">Which of them have the entry that they expect for certain, in which incarnation.</param>
    public static NpgsqlCommand ToCommand(
        IReadOnlyList<Commit> batch, IReadOnlyList<CardSteps> cards, (string Incarnation, bool[] Known) known)
    {
        var command = new NpgsqlCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = known.Incarnation });
        AddCards(command, cards, known.Known);
        AddEntries(command, cards);
        AddUniqueKeys(command, batch);
        AddAllocations(
            command, [.. batch.SelectMany(commit => commit.Allocations, (commit, allocation) => (commit, allocation))]);
        AddSlotChanges(command, [.. batch.SelectMany(commit => commit.SlotChanges)]);
        return command;
    }

    /// <summary>Shares out the first units of all allocations to their commits.</summary>
    public static ImmutableArray<long>[] UnitsOf(IReadOnlyList<Commit> batch, long[] units)
    {
        var shares = new ImmutableArray<long>[batch.Count];
        var at = 0;
        for (var i = 0; i < shares.Length; i++)
        {
            var count = batch[i].Allocations.Length;
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
        Add(command, entries, NpgsqlDbType.Text, entry => entry.IdempotencyKey);
        Add(command, entries, NpgsqlDbType.Integer, entry => entry.RulesVersion);
        Add(command, entries, NpgsqlDbType.Text, DetailJson.Write);
        Add(command, states, NpgsqlDbType.Text, StateJson.Write);
        Add(command, entries, NpgsqlDbType.Bytea, entry => Bytes(entry.Hash));
    }

    private static void AddUniqueKeys(NpgsqlCommand command, IReadOnlyList<Commit> batch)
    {
        var uniqueKeys = new List<(string Key, EntryReference Entry, byte[]? Fingerprint)>(batch.Count);
        foreach (var commit in batch)
        {
            var answer = new EntryReference(commit.CardId, commit.Answer.Seq);
            uniqueKeys.Add((commit.IdempotencyKey.Value, answer, Bytes(commit.IdempotencyKey.Fingerprint.Bytes)));
            foreach (var key in commit.UniqueKeys) uniqueKeys.Add((key, answer, null));
            foreach (var (further, entry) in commit.FurtherKeys)
                uniqueKeys.Add((further.Value, entry, Bytes(further.Fingerprint.Bytes)));
        }

        Add(command, uniqueKeys, NpgsqlDbType.Text, uniqueKey => uniqueKey.Key);
        Add(command, uniqueKeys, NpgsqlDbType.Uuid, uniqueKey => uniqueKey.Entry.CardId.Value);
        Add(command, uniqueKeys, NpgsqlDbType.Bigint, uniqueKey => uniqueKey.Entry.Seq);
        Add(command, uniqueKeys, NpgsqlDbType.Bytea, uniqueKey => uniqueKey.Fingerprint);
    }

    private static void AddAllocations(NpgsqlCommand command, (Commit Commit, Allocation Allocation)[] allocations)
    {
        Add(command, allocations, NpgsqlDbType.Text, pair => pair.Allocation.Key);
        Add(command, allocations, NpgsqlDbType.Bigint, pair => pair.Allocation.Quantity);
        Add(command, allocations, NpgsqlDbType.Bigint, pair => pair.Allocation.Cap);
        Add(command, allocations, NpgsqlDbType.Uuid, pair => pair.Commit.CardId.Value);
        Add(command, allocations, NpgsqlDbType.Bigint, pair => pair.Commit.Answer.Seq);
    }

    private static void AddSlotChanges(NpgsqlCommand command, SlotChange[] slots)
    {
        foreach (var change in new[] { SlotAction.Release, SlotAction.Take })
        {
            var changed = Array.FindAll(slots, slot => slot.Change == change);
            Add(command, changed, NpgsqlDbType.Text, slot => slot.Key);
            Add(command, changed, NpgsqlDbType.Uuid, slot => slot.CardId.Value);
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
