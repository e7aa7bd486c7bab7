-- Writes a batch of commits, or raises LY001 or 23505 and leaves nothing: the first guard that fails ends it. Steps:
-- (1) cards are locked, none is waited for, and each has the entry that is followed on; (2) entries: their primary key
-- is the expected version; (3) idempotency keys and unique_keys; (4) counted rows; (5) allocations. What is waited for
-- (3 and on) is taken in this order by every node, and each kind in the order of its key. The name ends in a version:
-- nodes of two releases may run side by side, each with its own.
CREATE FUNCTION ledger_write_1(
    card_ids uuid[], expected_seqs bigint[], lock_keys bigint[],
    e_card_ids uuid[], e_seqs bigint[], e_kinds smallint[], e_points bigint[], e_balances bigint[],
    e_availables bigint[], e_business_dates date[], e_times timestamptz[], e_callers text[], e_idempotency_keys text[],
    e_rules_versions integer[], e_details text[], e_states text[], e_hashes bytea[],
    k_keys text[], k_card_ids uuid[], k_seqs bigint[], k_fingerprints bytea[],
    a_keys text[], a_quantities bigint[], a_caps bigint[], a_card_ids uuid[], a_seqs bigint[])
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    counted bigint;
    units   bigint[] := '{}';
BEGIN
    -- 1. Lock. The entry before is asked for by a scalar subquery: an EXISTS might be planned to read the whole table.
    counted := (
        SELECT count(*) FROM unnest(card_ids, expected_seqs, lock_keys) AS x (card_id, expected, lock_key)
        WHERE pg_try_advisory_xact_lock(x.lock_key) AND (x.expected = 0
            OR (SELECT true FROM entries e WHERE e.card_id = x.card_id AND e.seq = x.expected)));
    IF counted <> cardinality(card_ids) THEN
        RAISE EXCEPTION 'a card is locked or not that far' USING ERRCODE = 'LY001';
    END IF;

    -- 2. Entries. A card that has changed since raises 23505: cheaper than to look for it before each row.
    INSERT INTO entries (card_id, seq, kind, points, balance, available, business_date, time, caller, idempotency_key,
        rules_version, detail, state, hash)
    SELECT * FROM unnest(e_card_ids, e_seqs, e_kinds, e_points, e_balances, e_availables, e_business_dates, e_times,
        e_callers, e_idempotency_keys, e_rules_versions, e_details, e_states, e_hashes);

    -- 3. Identities and unique_keys. A key that is taken raises 23505, too.
    INSERT INTO unique_keys (key, card_id, seq, fingerprint)
    SELECT * FROM unnest(k_keys, k_card_ids, k_seqs, k_fingerprints) AS x (key, card_id, seq, fingerprint)
    ORDER BY x.key COLLATE "C";

    IF cardinality(a_keys) > 0 THEN
        units := ledger_allocate_1(a_keys, a_quantities, a_caps, a_card_ids, a_seqs);
    END IF;
    RETURN units;
END $$;

-- Takes units for allocations, in their order, and returns the first unit of each.
CREATE FUNCTION ledger_allocate_1(
    a_keys text[], a_quantities bigint[], a_caps bigint[], a_card_ids uuid[], a_seqs bigint[])
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    allocated_keys text[];
    allocated_tops bigint[];
    units      bigint[];
    exceeded   boolean;
BEGIN
    -- 4. Counted rows: one upsert per key, which locks them in the order of their keys.
    WITH wanted AS (
        SELECT x.key, sum(x.quantity)::bigint AS total, (array_agg(x.cap ORDER BY x.ord DESC))[1] AS cap
        FROM unnest(a_keys, a_quantities, a_caps) WITH ORDINALITY AS x (key, quantity, cap, ord) GROUP BY x.key
    ), taken AS (
        INSERT INTO counters AS c (key, cap, allocated)
        SELECT w.key, w.cap, w.total FROM wanted w WHERE w.total <= w.cap ORDER BY w.key COLLATE "C"
        ON CONFLICT (key) DO UPDATE SET allocated = c.allocated + excluded.allocated, cap = excluded.cap
            WHERE c.allocated + excluded.allocated <= excluded.cap
        RETURNING c.key, c.allocated
    )
    SELECT array_agg(taken.key), array_agg(taken.allocated - wanted.total) INTO allocated_keys, allocated_tops
    FROM taken JOIN wanted ON wanted.key = taken.key;

    IF (SELECT count(DISTINCT k) FROM unnest(a_keys) AS k) <> coalesce(cardinality(allocated_keys), 0) THEN
        RAISE EXCEPTION 'a cap is reached' USING ERRCODE = 'LY001';
    END IF;

    -- 5. Draws: each takes its units after those before it in the batch.
    SELECT array_agg(y.last_unit - y.quantity + 1 ORDER BY y.ord), bool_or(y.last_unit > y.cap) INTO units, exceeded
    FROM (
        SELECT x.ord, x.quantity, x.cap, t.top
            + sum(x.quantity) OVER (PARTITION BY x.key ORDER BY x.ord)::bigint AS last_unit
        FROM unnest(a_keys, a_quantities, a_caps) WITH ORDINALITY AS x (key, quantity, cap, ord)
        JOIN unnest(allocated_keys, allocated_tops) AS t (key, top) ON t.key = x.key) AS y;
    IF exceeded THEN RAISE EXCEPTION 'a cap is reached' USING ERRCODE = 'LY001'; END IF;

    INSERT INTO allocations (key, first_unit, quantity, card_id, seq)
    SELECT * FROM unnest(a_keys, units, a_quantities, a_card_ids, a_seqs);
    RETURN units;
END $$;
