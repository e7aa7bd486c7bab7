-- Writes a batch of commits, or raises LY001 or 23505 and leaves nothing: the first guard that fails ends it. Steps:
-- (1) cards are locked, none is waited for, and each has the entry that is followed on; (2) entries: their primary key
-- is the fence; (3) identities and claims; (4) counted rows; (5) draws. What is waited for (3 and on) is taken in this
-- order by every node, and each kind in the order of its key. The name ends in a version: nodes of two releases may
-- run side by side, each with its own.
CREATE FUNCTION ledger_write_1(
    card_ids uuid[], expected_seqs bigint[], lock_keys bigint[],
    e_card_ids uuid[], e_seqs bigint[], e_kinds smallint[], e_points bigint[], e_balances bigint[],
    e_availables bigint[], e_business_dates date[], e_times timestamptz[], e_callers text[], e_identity_keys text[],
    e_rules_versions integer[], e_details text[], e_states text[], e_hashes bytea[],
    c_keys text[], c_card_ids uuid[], c_seqs bigint[], c_meanings bytea[],
    d_keys text[], d_quantities bigint[], d_bounds bigint[], d_card_ids uuid[], d_seqs bigint[])
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

    -- 2. Entries. A card that has moved on raises 23505: cheaper than to look for it before each row.
    INSERT INTO entries (card_id, seq, kind, points, balance, available, business_date, time, caller, identity_key,
        rules_version, detail, state, hash)
    SELECT * FROM unnest(e_card_ids, e_seqs, e_kinds, e_points, e_balances, e_availables, e_business_dates, e_times,
        e_callers, e_identity_keys, e_rules_versions, e_details, e_states, e_hashes);

    -- 3. Identities and claims. A key that is taken raises 23505, too.
    INSERT INTO claims (key, card_id, seq, meaning)
    SELECT * FROM unnest(c_keys, c_card_ids, c_seqs, c_meanings) AS x (key, card_id, seq, meaning)
    ORDER BY x.key COLLATE "C";

    IF cardinality(d_keys) > 0 THEN
        units := ledger_draw_1(d_keys, d_quantities, d_bounds, d_card_ids, d_seqs);
    END IF;
    RETURN units;
END $$;

-- Takes units for draws, in their order, and returns the first unit of each.
CREATE FUNCTION ledger_draw_1(
    d_keys text[], d_quantities bigint[], d_bounds bigint[], d_card_ids uuid[], d_seqs bigint[])
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    drawn_keys text[];
    drawn_tops bigint[];
    units      bigint[];
    exceeded   boolean;
BEGIN
    -- 4. Counted rows: one upsert per key, which locks them in the order of their keys.
    WITH wanted AS (
        SELECT x.key, sum(x.quantity)::bigint AS total, (array_agg(x.bound ORDER BY x.ord DESC))[1] AS bound
        FROM unnest(d_keys, d_quantities, d_bounds) WITH ORDINALITY AS x (key, quantity, bound, ord) GROUP BY x.key
    ), taken AS (
        INSERT INTO counters AS c (key, bound, drawn)
        SELECT w.key, w.bound, w.total FROM wanted w WHERE w.total <= w.bound ORDER BY w.key COLLATE "C"
        ON CONFLICT (key) DO UPDATE SET drawn = c.drawn + excluded.drawn, bound = excluded.bound
            WHERE c.drawn + excluded.drawn <= excluded.bound
        RETURNING c.key, c.drawn
    )
    SELECT array_agg(taken.key), array_agg(taken.drawn - wanted.total) INTO drawn_keys, drawn_tops
    FROM taken JOIN wanted ON wanted.key = taken.key;

    IF (SELECT count(DISTINCT k) FROM unnest(d_keys) AS k) <> coalesce(cardinality(drawn_keys), 0) THEN
        RAISE EXCEPTION 'a bound is reached' USING ERRCODE = 'LY001';
    END IF;

    -- 5. Draws: each takes its units after those before it in the batch.
    SELECT array_agg(y.last_unit - y.quantity + 1 ORDER BY y.ord), bool_or(y.last_unit > y.bound) INTO units, exceeded
    FROM (
        SELECT x.ord, x.quantity, x.bound, t.top
            + sum(x.quantity) OVER (PARTITION BY x.key ORDER BY x.ord)::bigint AS last_unit
        FROM unnest(d_keys, d_quantities, d_bounds) WITH ORDINALITY AS x (key, quantity, bound, ord)
        JOIN unnest(drawn_keys, drawn_tops) AS t (key, top) ON t.key = x.key) AS y;
    IF exceeded THEN RAISE EXCEPTION 'a bound is reached' USING ERRCODE = 'LY001'; END IF;

    INSERT INTO draws (key, first_unit, quantity, card_id, seq)
    SELECT * FROM unnest(d_keys, units, d_quantities, d_card_ids, d_seqs);
    RETURN units;
END $$;
