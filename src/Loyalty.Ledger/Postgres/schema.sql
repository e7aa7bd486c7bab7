-- The database as it is after all migrations. Written by the tests, not by hand:
--     LOYALTY_WRITE_SCHEMA=1 tests/run.sh --filter SchemaTests
-- What migrations insert (Orleans' queries, the first epoch) is not here.

-- With the server's identifier and the database's oid, what makes this database the one it is. The last row counts;
-- the others say what came before.
CREATE TABLE epochs (
    number     integer NOT NULL,
    id         uuid DEFAULT gen_random_uuid() NOT NULL,
    begin_time timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT epochs_pkey PRIMARY KEY (number),
    CONSTRAINT epochs_id_key UNIQUE (id),
    CONSTRAINT epochs_number_check CHECK (number > 0)
);
CREATE TRIGGER epochs_keep BEFORE DELETE OR UPDATE OR TRUNCATE ON epochs
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Every change of every card. A card is its entries: state is the card after the entry. The primary key is the
-- expected version: of two writers that follow on one entry, one raises 23505.
CREATE TABLE entries (
    card_id         uuid NOT NULL,
    seq             bigint NOT NULL,
    kind            smallint NOT NULL,
    points          bigint NOT NULL,
    balance         bigint NOT NULL,
    available       bigint NOT NULL,
    business_date   date NOT NULL,
    time            timestamp with time zone NOT NULL,
    caller          text NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL,
    rules_version   integer NOT NULL,
    detail          text NOT NULL,
    state           text NOT NULL,
    hash            bytea NOT NULL,
    CONSTRAINT entries_pkey PRIMARY KEY (card_id, seq),
    CONSTRAINT entries_check CHECK (seq > 0 AND kind > 0 AND available >= 0 AND octet_length(hash) = 32)
);
CREATE TRIGGER entries_keep BEFORE DELETE OR UPDATE OR TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entries_epoch BEFORE INSERT ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_epoch();

-- Keys that are used once, for ever. A receipt accrues once because its key is here once, across all cards, tills and
-- callers: the accrual's idempotency key is the receipt's own (accrual/..., Receipt.AccrualKey). So are a card number
-- (number/...), the receipt that issued a card (issue/...) and a voucher. An idempotency key has its request's
-- fingerprint; seq names the last entry of the commit that used the key.
CREATE TABLE unique_keys (
    key         text COLLATE "C" NOT NULL,
    card_id     uuid NOT NULL,
    seq         bigint NOT NULL,
    fingerprint bytea,
    CONSTRAINT unique_keys_pkey PRIMARY KEY (key),
    CONSTRAINT unique_keys_check CHECK (key <> ''::text AND seq > 0)
);
CREATE TRIGGER unique_keys_keep BEFORE DELETE OR UPDATE OR TRUNCATE ON unique_keys
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What one card at a time has, and can release. The card's entries say so as well.
CREATE TABLE exclusive_slots (
    key     text COLLATE "C" NOT NULL,
    card_id uuid NOT NULL,
    CONSTRAINT exclusive_slots_pkey PRIMARY KEY (key),
    CONSTRAINT exclusive_slots_key_check CHECK (key <> ''::text)
);

-- Capped counters: how many units are allocated of how many.
CREATE TABLE counters (
    key       text COLLATE "C" NOT NULL,
    cap       bigint NOT NULL,
    allocated bigint NOT NULL,
    CONSTRAINT counters_pkey PRIMARY KEY (key),
    CONSTRAINT counters_check CHECK (key <> ''::text AND allocated >= 0 AND allocated <= cap)
) WITH (fillfactor=60);

-- Which card took which units of a counter, numbered from 1 without gaps.
CREATE TABLE allocations (
    key        text COLLATE "C" NOT NULL,
    first_unit bigint NOT NULL,
    quantity   bigint NOT NULL,
    card_id    uuid NOT NULL,
    seq        bigint NOT NULL,
    CONSTRAINT allocations_pkey PRIMARY KEY (key, first_unit),
    CONSTRAINT allocations_check CHECK (first_unit > 0 AND quantity > 0 AND seq > 0)
);
CREATE TRIGGER allocations_keep BEFORE DELETE OR UPDATE OR TRUNCATE ON allocations
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The rules that entries name.
CREATE TABLE rule_versions (
    version integer NOT NULL,
    hash    bytea NOT NULL,
    rules   text NOT NULL,
    time    timestamp with time zone NOT NULL,
    CONSTRAINT rule_versions_pkey PRIMARY KEY (version),
    CONSTRAINT rule_versions_hash_key UNIQUE (hash),
    CONSTRAINT rule_versions_version_check CHECK (version > 0)
);
CREATE TRIGGER rule_versions_keep BEFORE DELETE OR UPDATE OR TRUNCATE ON rule_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rule_versions_epoch BEFORE INSERT ON rule_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_epoch();

-- Numbers on pre-printed cards; ranges are only ever added. All numbers of one are equally long, so that they compare
-- as texts; the check digit, which comes last, follows from the rest.
CREATE TABLE stock_ranges (
    request_key  text COLLATE "C" NOT NULL,
    first_number text COLLATE "C" NOT NULL,
    last_number  text COLLATE "C" NOT NULL,
    caller       text NOT NULL,
    time         timestamp with time zone NOT NULL,
    CONSTRAINT stock_ranges_pkey PRIMARY KEY (request_key),
    CONSTRAINT stock_ranges_check CHECK (length(first_number) = length(last_number) AND first_number <= last_number),
    CONSTRAINT stock_ranges_request_key_check CHECK (request_key <> ''::text)
);
CREATE INDEX stock_ranges_by_number ON stock_ranges USING btree (first_number, last_number);
CREATE TRIGGER stock_ranges_keep BEFORE DELETE OR UPDATE OR TRUNCATE ON stock_ranges
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stock_ranges_epoch BEFORE INSERT ON stock_ranges
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_epoch();

-- Identifies this database among its copies: the server's own identifier, the database's oid there, its epoch. Reads
-- a file of the server: asked once for each session.
CREATE FUNCTION database_id_1()
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws('/', (SELECT c.system_identifier FROM pg_control_system() c),
        (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()), epoch_1())
$$;

-- Which database this is, as far as entries that were there may be gone from it: the server may have been started on
-- older files, the table restored from a dump. A writer that wrote an entry in this incarnation need not look for it.
CREATE FUNCTION database_incarnation_1()
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws('/', pg_postmaster_start_time(), to_regclass('entries')::oid,
        pg_relation_filepath(to_regclass('entries')))
$$;

-- The id of the epoch that counts.
CREATE FUNCTION epoch_1()
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT e.id::text FROM epochs e ORDER BY e.number DESC LIMIT 1
$$;

-- Begins another epoch: every server that runs on this database is refused from here on, until it is started again.
-- Waits for all transactions that have read the epoch; those that come meanwhile wait for this one.
CREATE FUNCTION epoch_renew_1()
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE epochs IN ACCESS EXCLUSIVE MODE;
    INSERT INTO epochs (number) SELECT max(e.number) + 1 FROM epochs e;
    RETURN epoch_1();
END $$;

-- Takes units from capped counters for allocations, in their order, and returns the first unit of each; raises LY001
-- where a cap is reached. Steps 4 and 5 of ledger_write_1.
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

-- Writes a batch of commits, or raises LY001 or 23505 and leaves nothing: the first guard that fails ends it. One
-- call is one transaction.
CREATE FUNCTION ledger_write_1(
    known_incarnation text, card_ids uuid[], card_expected_seqs bigint[], card_known boolean[],
    card_lock_keys bigint[], entry_card_ids uuid[], entry_seqs bigint[], entry_kinds smallint[], entry_points bigint[],
    entry_balances bigint[], entry_availables bigint[], entry_business_dates date[],
    entry_times timestamp with time zone[], entry_callers text[], entry_idempotency_keys text[],
    entry_rules_versions integer[], entry_details text[], entry_states text[], entry_hashes bytea[], key_texts text[],
    key_card_ids uuid[], key_seqs bigint[], key_fingerprints bytea[], allocation_keys text[],
    allocation_quantities bigint[], allocation_caps bigint[], allocation_card_ids uuid[], allocation_seqs bigint[],
    released_slot_keys text[], released_slot_card_ids uuid[], taken_slot_keys text[], taken_slot_card_ids uuid[],
    OUT incarnation text, OUT units bigint[])
LANGUAGE plpgsql AS $$
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

CREATE FUNCTION refuse_change()
RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% are immutable', TG_TABLE_NAME USING ERRCODE = 'LY002';
END $$;

CREATE FUNCTION refuse_other_epoch()
RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    epoch text;
BEGIN
    -- The query locks the table against epoch_renew_1 until the transaction's end, and sees what is committed once it
    -- has the lock; a call of epoch_1 would see what was before it waited.
    SELECT e.id::text INTO epoch FROM epochs e ORDER BY e.number DESC LIMIT 1;
    IF current_setting('loyalty.epoch', true) <> epoch THEN
        RAISE EXCEPTION 'the epoch of this database was renewed' USING ERRCODE = 'LY003';
    END IF;
    RETURN NULL;
END $$;

CREATE TABLE schema_migrations (
    number integer NOT NULL,
    name   text NOT NULL,
    time   timestamp with time zone NOT NULL,
    CONSTRAINT schema_migrations_pkey PRIMARY KEY (number)
);

-- The texts by which Orleans' AdoNet providers ask this database.
CREATE TABLE orleansquery (
    querykey  character varying(64) NOT NULL,
    querytext character varying(8000) NOT NULL,
    CONSTRAINT orleansquery_pkey PRIMARY KEY (querykey)
);

-- A row for each cluster; every change of its membership bumps the version.
CREATE TABLE cluster_versions (
    deployment_id character varying(150) NOT NULL,
    version       integer DEFAULT 0 NOT NULL,
    changed_time  timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT cluster_versions_pkey PRIMARY KEY (deployment_id)
);

-- The silos of each cluster, as Orleans keeps them.
CREATE TABLE cluster_silos (
    deployment_id character varying(150) NOT NULL,
    address       character varying(45) NOT NULL,
    port          integer NOT NULL,
    generation    integer NOT NULL,
    silo_name     character varying(150) NOT NULL,
    host_name     character varying(150) NOT NULL,
    status        integer NOT NULL,
    proxy_port    integer NOT NULL,
    suspect_times character varying(8000),
    start_time    timestamp with time zone NOT NULL,
    alive_time    timestamp with time zone NOT NULL,
    CONSTRAINT cluster_silos_pkey PRIMARY KEY (deployment_id, address, port, generation),
    CONSTRAINT cluster_silos_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES cluster_versions(deployment_id)
);

-- States of grains whose loss costs no point, such as a till's session. A null state was cleared; its version lives
-- on.
CREATE TABLE grain_states (
    service_id character varying(150) NOT NULL,
    state_name character varying(512) NOT NULL,
    key_high   bigint NOT NULL,
    key_low    bigint NOT NULL,
    key_text   character varying(512) NOT NULL,
    version    integer NOT NULL,
    state      jsonb,
    write_time timestamp with time zone NOT NULL,
    CONSTRAINT grain_states_pkey PRIMARY KEY (service_id, state_name, key_text, key_high, key_low)
);
