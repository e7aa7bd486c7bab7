-- The books. Tables are found by search_path. Keys compare by bytes, whatever the database's locale.
-- Partitionable by hash of card_id: the fence is the primary key of entries either way.

CREATE TABLE cards (
    card_id uuid PRIMARY KEY,
    seq     bigint NOT NULL CHECK (seq > 0),
    balance bigint NOT NULL,
    state   text NOT NULL,
    hash    bytea NOT NULL CHECK (octet_length(hash) = 32)
) WITH (fillfactor = 60); -- a card's row is rewritten at every commit: room to do so on its own page

CREATE TABLE entries (
    card_id       uuid NOT NULL,
    seq           bigint NOT NULL CHECK (seq > 0),
    kind          smallint NOT NULL CHECK (kind > 0),
    points        bigint NOT NULL,
    balance       bigint NOT NULL,
    available     bigint NOT NULL CHECK (available >= 0),
    business_date date NOT NULL,
    time          timestamptz NOT NULL,
    caller        text NOT NULL,
    identity_key  text COLLATE "C" NOT NULL,
    rules_version integer NOT NULL,
    detail        text NOT NULL,
    hash          bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (card_id, seq)
);

-- Unique uses. An identity carries its meaning; seq names the last entry of the commit that took it.
CREATE TABLE claims (
    key     text COLLATE "C" PRIMARY KEY CHECK (key <> ''),
    card_id uuid NOT NULL,
    seq     bigint NOT NULL CHECK (seq > 0),
    meaning bytea
);

CREATE TABLE counters (
    key   text COLLATE "C" PRIMARY KEY CHECK (key <> ''),
    bound bigint NOT NULL,
    drawn bigint NOT NULL CHECK (drawn >= 0),
    CHECK (drawn <= bound)
) WITH (fillfactor = 60);

CREATE TABLE draws (
    key        text COLLATE "C" NOT NULL,
    first_unit bigint NOT NULL CHECK (first_unit > 0),
    quantity   bigint NOT NULL CHECK (quantity > 0),
    card_id    uuid NOT NULL,
    seq        bigint NOT NULL CHECK (seq > 0),
    PRIMARY KEY (key, first_unit)
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
CREATE TRIGGER claims_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON claims
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER draws_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON draws
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rule_versions_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
