-- Which database this is, as far as entries that were there may be gone from it: the server may have been started on
-- older files, the table restored from a dump. Whoever wrote an entry in this incarnation need not look for it.
CREATE FUNCTION database_incarnation_1() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws('/', pg_postmaster_start_time(), to_regclass('entries')::oid,
        pg_relation_filenode(to_regclass('entries')))
$$;

-- Writes a batch of commits, or raises LY001 or 23505 and leaves nothing: the first guard that fails ends it. Steps:
-- (1) cards are locked, none is waited for, and each has the entry that is followed on: it is looked for unless the
-- writer wrote it himself, in this incarnation (known); (2) entries: their primary key is the expected version; (3)
-- idempotency keys and unique_keys; (4) counted rows; (5) allocations; (6) exclusive_slots, given up by the card that
-- has them before others are taken. What is waited for (3 and on) is taken in this order by every node, and each kind
-- in the order of its key; an exclusive slot is only ever deleted under its card's lock, so nobody waits for that, and
-- where two nodes give up what the other takes PostgreSQL ends one of them (40P01), which comes again. The name ends in
-- a version: nodes of two releases may run side by side, each with its own.
CREATE FUNCTION ledger_write_3(
    known_incarnation text, card_ids uuid[], expected_seqs bigint[], known boolean[], lock_keys bigint[],
    e_card_ids uuid[], e_seqs bigint[], e_kinds smallint[], e_points bigint[], e_balances bigint[],
    e_availables bigint[], e_business_dates date[], e_times timestamptz[], e_callers text[], e_idempotency_keys text[],
    e_rules_versions integer[], e_details text[], e_states text[], e_hashes bytea[],
    k_keys text[], k_card_ids uuid[], k_seqs bigint[], k_fingerprints bytea[],
    a_keys text[], a_quantities bigint[], a_caps bigint[], a_card_ids uuid[], a_seqs bigint[],
    r_keys text[], r_card_ids uuid[], t_keys text[], t_card_ids uuid[],
    OUT incarnation text, OUT units bigint[]) LANGUAGE plpgsql AS $$
DECLARE
    same_incarnation boolean;
    counted  bigint;
BEGIN
    -- 1. Lock. First the table: from here on nobody can put another in its place, so the incarnation stays what it is.
    -- The entry before is asked for by a scalar subquery: an EXISTS might be planned to read the whole table.
    LOCK TABLE entries IN ROW EXCLUSIVE MODE;
    incarnation := database_incarnation_1();
    same_incarnation := incarnation = known_incarnation;
    counted := (
        SELECT count(*) FROM unnest(card_ids, expected_seqs, known, lock_keys) AS x (card_id, expected, known, lock_key)
        WHERE pg_try_advisory_xact_lock(x.lock_key) AND (x.expected = 0 OR x.known AND same_incarnation
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

    units := '{}';
    IF cardinality(a_keys) > 0 THEN
        units := ledger_allocate_1(a_keys, a_quantities, a_caps, a_card_ids, a_seqs);
    END IF;

    -- 6. Holdings. A key that another card has raises 23505.
    IF cardinality(r_keys) > 0 THEN
        DELETE FROM exclusive_slots h USING unnest(r_keys, r_card_ids) AS x (key, card_id)
        WHERE h.key = x.key AND h.card_id = x.card_id;
        GET DIAGNOSTICS counted = ROW_COUNT;
        IF counted <> cardinality(r_keys) THEN
            RAISE EXCEPTION 'a card does not hold what it gives up' USING ERRCODE = 'LY001';
        END IF;
    END IF;
    IF cardinality(t_keys) > 0 THEN
        INSERT INTO exclusive_slots (key, card_id)
        SELECT * FROM unnest(t_keys, t_card_ids) AS x (key, card_id) ORDER BY x.key COLLATE "C";
    END IF;
END $$;
