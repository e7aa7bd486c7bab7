-- What cards hold, each key by one card at a time; it can be given up. The card's entries say so as well.

CREATE TABLE exclusive_slots (
    key     text COLLATE "C" PRIMARY KEY,
    card_id uuid NOT NULL,
    CHECK (key <> '')
);

-- Writes a batch as ledger_write_1 does, then (6) gives up exclusive_slots, each by the card that has it, and takes
-- others. A row is only ever deleted under its card's lock, so nobody waits for that. Takes wait for each other in the
-- order of their keys; where two nodes give up what the other takes, PostgreSQL ends one of them (40P01), which comes
-- again.
CREATE FUNCTION ledger_write_2(
    card_ids uuid[], expected_seqs bigint[], lock_keys bigint[],
    e_card_ids uuid[], e_seqs bigint[], e_kinds smallint[], e_points bigint[], e_balances bigint[],
    e_availables bigint[], e_business_dates date[], e_times timestamptz[], e_callers text[], e_idempotency_keys text[],
    e_rules_versions integer[], e_details text[], e_states text[], e_hashes bytea[],
    k_keys text[], k_card_ids uuid[], k_seqs bigint[], k_fingerprints bytea[],
    a_keys text[], a_quantities bigint[], a_caps bigint[], a_card_ids uuid[], a_seqs bigint[],
    r_keys text[], r_card_ids uuid[], t_keys text[], t_card_ids uuid[])
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    released bigint;
    units    bigint[];
BEGIN
    units := ledger_write_1(
        card_ids, expected_seqs, lock_keys, e_card_ids, e_seqs, e_kinds, e_points, e_balances, e_availables,
        e_business_dates, e_times, e_callers, e_idempotency_keys, e_rules_versions, e_details, e_states, e_hashes,
        k_keys, k_card_ids, k_seqs, k_fingerprints, a_keys, a_quantities, a_caps, a_card_ids, a_seqs);

    DELETE FROM exclusive_slots h USING unnest(r_keys, r_card_ids) AS x (key, card_id)
    WHERE h.key = x.key AND h.card_id = x.card_id;
    GET DIAGNOSTICS released = ROW_COUNT;
    IF released <> cardinality(r_keys) THEN
        RAISE EXCEPTION 'a card does not hold what it gives up' USING ERRCODE = 'LY001';
    END IF;

    -- A key that another card has raises 23505.
    INSERT INTO exclusive_slots (key, card_id)
    SELECT * FROM unnest(t_keys, t_card_ids) AS x (key, card_id) ORDER BY x.key COLLATE "C";
    RETURN units;
END $$;
