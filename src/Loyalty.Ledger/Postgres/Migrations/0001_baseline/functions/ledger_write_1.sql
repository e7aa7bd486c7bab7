-- The name ends in a version: nodes of two releases may run side by side, each with its own (docs/migrations.md).
-- Arguments are passed by name. Arrays of one prefix are rows: entry_seqs[3] belongs to entry_card_ids[3].
CREATE FUNCTION ledger_write_1(
    known_incarnation text,
    card_ids uuid[], card_expected_seqs bigint[], card_known boolean[], card_lock_keys bigint[],
    entry_card_ids uuid[], entry_seqs bigint[], entry_kinds smallint[], entry_points bigint[], entry_balances bigint[],
    entry_availables bigint[], entry_business_dates date[], entry_times timestamptz[], entry_callers text[],
    entry_idempotency_keys text[], entry_rules_versions integer[], entry_details text[], entry_states text[],
    entry_hashes bytea[],
    key_texts text[], key_card_ids uuid[], key_seqs bigint[], key_fingerprints bytea[],
    allocation_keys text[], allocation_quantities bigint[], allocation_caps bigint[], allocation_card_ids uuid[],
    allocation_seqs bigint[],
    released_slot_keys text[], released_slot_card_ids uuid[],
    taken_slot_keys text[], taken_slot_card_ids uuid[],
    OUT incarnation text, OUT units bigint[]) LANGUAGE plpgsql AS $$
DECLARE
    same_incarnation boolean;
    counted          bigint;
BEGIN
    -- Long arrays are unnested in the select list: there rows go on as they come, while FROM first copies each array
    -- into a store of its own.

    -- 1. Lock. First the table: from here on nobody can put another in its place, so the incarnation stays what it is.
    -- No card is waited for. Each has the entry that is followed on: it is looked for unless the writer wrote it
    -- itself, in this incarnation; by a scalar subquery, since an EXISTS might be planned to read the whole table.
    LOCK TABLE entries IN ROW EXCLUSIVE MODE;
    incarnation := database_incarnation_1();
    same_incarnation := incarnation = known_incarnation;
    counted := (
        SELECT count(*) FROM (
            SELECT unnest(card_ids), unnest(card_expected_seqs), unnest(card_known), unnest(card_lock_keys)
        ) AS x (card_id, expected, known, lock_key)
        WHERE pg_try_advisory_xact_lock(x.lock_key) AND (x.expected = 0 OR x.known AND same_incarnation
            OR (SELECT true FROM entries e WHERE e.card_id = x.card_id AND e.seq = x.expected)));
    IF counted <> cardinality(card_ids) THEN
        RAISE EXCEPTION 'a card is locked or not that far' USING ERRCODE = 'LY001';
    END IF;

    -- 2. Entries: their primary key is the expected version. A card that has changed since raises 23505: cheaper than
    -- to look for it before each row.
    INSERT INTO entries (card_id, seq, kind, points, balance, available, business_date, time, caller, idempotency_key,
        rules_version, detail, state, hash)
    SELECT unnest(entry_card_ids), unnest(entry_seqs), unnest(entry_kinds), unnest(entry_points),
        unnest(entry_balances), unnest(entry_availables), unnest(entry_business_dates), unnest(entry_times),
        unnest(entry_callers), unnest(entry_idempotency_keys), unnest(entry_rules_versions), unnest(entry_details),
        unnest(entry_states), unnest(entry_hashes);

    -- 3. Unique keys, idempotency keys among them. One that is used raises 23505, too. What is waited for, here and
    -- below, is taken in this order by every node, and each kind in the order of its key.
    INSERT INTO unique_keys (key, card_id, seq, fingerprint)
    SELECT * FROM (
        SELECT unnest(key_texts), unnest(key_card_ids), unnest(key_seqs), unnest(key_fingerprints)) AS x (key)
    ORDER BY x.key COLLATE "C";

    -- 4. and 5. Counters, and the allocations from them.
    units := '{}';
    IF cardinality(allocation_keys) > 0 THEN
        units := ledger_allocate_1(
            keys => allocation_keys, quantities => allocation_quantities, caps => allocation_caps,
            card_ids => allocation_card_ids, seqs => allocation_seqs);
    END IF;

    -- 6. Exclusive slots, released by the card that has them before others are taken. A slot is only ever deleted under
    -- its card's lock, so nobody waits for that; one that another card has raises 23505. Where two nodes release what
    -- the other takes, PostgreSQL ends one of them (40P01), which comes again.
    IF cardinality(released_slot_keys) > 0 THEN
        DELETE FROM exclusive_slots s USING unnest(released_slot_keys, released_slot_card_ids) AS x (key, card_id)
        WHERE s.key = x.key AND s.card_id = x.card_id;
        GET DIAGNOSTICS counted = ROW_COUNT;
        IF counted <> cardinality(released_slot_keys) THEN
            RAISE EXCEPTION 'a card does not have the slot that it releases' USING ERRCODE = 'LY001';
        END IF;
    END IF;
    IF cardinality(taken_slot_keys) > 0 THEN
        INSERT INTO exclusive_slots (key, card_id)
        SELECT * FROM unnest(taken_slot_keys, taken_slot_card_ids) AS x (key, card_id) ORDER BY x.key COLLATE "C";
    END IF;
END $$;

COMMENT ON FUNCTION ledger_write_1 IS 'Writes a batch of commits, or raises LY001 or 23505 and leaves nothing: the '
    'first guard that fails ends it. One call is one transaction.';
