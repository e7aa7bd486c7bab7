CREATE FUNCTION ledger_allocate_1(
    keys text[], quantities bigint[], caps bigint[], card_ids uuid[], seqs bigint[])
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    allocated_keys text[];
    allocated_tops bigint[];
    units          bigint[];
    exceeded       boolean;
BEGIN
    -- 4. Counters: one upsert per key, which locks them in the order of their keys.
    WITH wanted AS (
        SELECT x.key, sum(x.quantity)::bigint AS total, (array_agg(x.cap ORDER BY x.ord DESC))[1] AS cap
        FROM unnest(keys, quantities, caps) WITH ORDINALITY AS x (key, quantity, cap, ord) GROUP BY x.key
    ), taken AS (
        INSERT INTO counters AS c (key, cap, allocated)
        SELECT w.key, w.cap, w.total FROM wanted w WHERE w.total <= w.cap ORDER BY w.key COLLATE "C"
        ON CONFLICT (key) DO UPDATE SET allocated = c.allocated + excluded.allocated, cap = excluded.cap
            WHERE c.allocated + excluded.allocated <= excluded.cap
        RETURNING c.key, c.allocated
    )
    SELECT array_agg(taken.key), array_agg(taken.allocated - wanted.total) INTO allocated_keys, allocated_tops
    FROM taken JOIN wanted ON wanted.key = taken.key;

    IF (SELECT count(DISTINCT k) FROM unnest(keys) AS k) <> coalesce(cardinality(allocated_keys), 0) THEN
        RAISE EXCEPTION 'a cap is reached' USING ERRCODE = 'LY001';
    END IF;

    -- 5. Allocations: each takes its units after those before it in the batch.
    SELECT array_agg(y.last_unit - y.quantity + 1 ORDER BY y.ord), bool_or(y.last_unit > y.cap) INTO units, exceeded
    FROM (
        SELECT x.ord, x.quantity, x.cap, t.top
            + sum(x.quantity) OVER (PARTITION BY x.key ORDER BY x.ord)::bigint AS last_unit
        FROM unnest(keys, quantities, caps) WITH ORDINALITY AS x (key, quantity, cap, ord)
        JOIN unnest(allocated_keys, allocated_tops) AS t (key, top) ON t.key = x.key) AS y;
    IF exceeded THEN RAISE EXCEPTION 'a cap is reached' USING ERRCODE = 'LY001'; END IF;

    INSERT INTO allocations (key, first_unit, quantity, card_id, seq)
    SELECT * FROM unnest(keys, units, quantities, card_ids, seqs);
    RETURN units;
END $$;

COMMENT ON FUNCTION ledger_allocate_1 IS 'Takes units from capped counters for allocations, in their order, and '
    'returns the first unit of each; raises LY001 where a cap is reached. Steps 4 and 5 of ledger_write_1.';
