-- The ledger. Tables are found by search_path. Keys compare by bytes, whatever the database's locale.
-- Partitionable by hash of card_id: the expected version is the primary key of entries either way.

-- One CHECK for each table: PostgreSQL prepares every one of them at every statement.

-- A card is its entries: state is the card after the entry.
CREATE TABLE entries (
    card_id       uuid NOT NULL,
    seq           bigint NOT NULL,
    kind          smallint NOT NULL,
    points        bigint NOT NULL,
    balance       bigint NOT NULL,
    available     bigint NOT NULL,
    business_date date NOT NULL,
    time          timestamptz NOT NULL,
    caller        text NOT NULL,
    idempotency_key  text COLLATE "C" NOT NULL,
    rules_version integer NOT NULL,
    detail        text NOT NULL,
    state         text NOT NULL,
    hash          bytea NOT NULL,
    PRIMARY KEY (card_id, seq),
    CHECK (seq > 0 AND kind > 0 AND available >= 0 AND octet_length(hash) = 32)
);

-- Unique uses. An idempotency key carries its fingerprint; seq names the last entry of the commit that took it.
CREATE TABLE unique_keys (
    key     text COLLATE "C" PRIMARY KEY,
    card_id uuid NOT NULL,
    seq     bigint NOT NULL,
    fingerprint bytea,
    CHECK (key <> '' AND seq > 0)
);

CREATE TABLE counters (
    key   text COLLATE "C" PRIMARY KEY,
    cap bigint NOT NULL,
    allocated bigint NOT NULL,
    CHECK (key <> '' AND allocated >= 0 AND allocated <= cap)
) WITH (fillfactor = 60); -- rewritten at every allocation: room to do so on its own page

CREATE TABLE allocations (
    key        text COLLATE "C" NOT NULL,
    first_unit bigint NOT NULL,
    quantity   bigint NOT NULL,
    card_id    uuid NOT NULL,
    seq        bigint NOT NULL,
    PRIMARY KEY (key, first_unit),
    CHECK (first_unit > 0 AND quantity > 0 AND seq > 0)
);

CREATE TABLE rule_versions (
    version integer PRIMARY KEY CHECK (version > 0),
    hash    bytea NOT NULL UNIQUE,
    rules   text NOT NULL,
    time    timestamptz NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% are immutable', TG_TABLE_NAME USING ERRCODE = 'LY002';
END $$;

CREATE TRIGGER entries_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER unique_keys_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON unique_keys
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER allocations_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON allocations
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rule_versions_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
