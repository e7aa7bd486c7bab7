-- Tables are found by search_path. Keys compare by bytes, whatever the database's locale. Partitionable by hash of
-- card_id: the expected version is the primary key of entries either way. One CHECK for each table: PostgreSQL prepares
-- every one of them at every statement.

CREATE TABLE entries (
    card_id         uuid NOT NULL,
    seq             bigint NOT NULL,
    kind            smallint NOT NULL,
    points          bigint NOT NULL,
    balance         bigint NOT NULL,
    available       bigint NOT NULL,
    business_date   date NOT NULL,
    time            timestamptz NOT NULL,
    caller          text NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL,
    rules_version   integer NOT NULL,
    detail          text NOT NULL,
    state           text NOT NULL,
    hash            bytea NOT NULL,
    PRIMARY KEY (card_id, seq),
    CHECK (seq > 0 AND kind > 0 AND available >= 0 AND octet_length(hash) = 32)
);

COMMENT ON TABLE entries IS 'Every change of every card. A card is its entries: state is the card after the entry. The '
    'primary key is the expected version: of two writers that follow on one entry, one raises 23505.';

CREATE TRIGGER entries_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entries_epoch BEFORE INSERT ON entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_epoch();

CREATE TABLE unique_keys (
    key         text COLLATE "C" PRIMARY KEY,
    card_id     uuid NOT NULL,
    seq         bigint NOT NULL,
    fingerprint bytea,
    CHECK (key <> '' AND seq > 0)
);

COMMENT ON TABLE unique_keys IS 'Keys that are used once, for ever. A receipt accrues once because its key is here '
    'once, across all cards, tills and callers: the accrual''s idempotency key is the receipt''s own (accrual/..., '
    'Receipt.AccrualKey). So are a card number (number/...), the receipt that issued a card (issue/...) and a voucher. '
    'An idempotency key has its request''s fingerprint; seq names the last entry of the commit that used the key.';

CREATE TRIGGER unique_keys_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON unique_keys
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE exclusive_slots (
    key     text COLLATE "C" PRIMARY KEY,
    card_id uuid NOT NULL,
    CHECK (key <> '')
);

COMMENT ON TABLE exclusive_slots IS 'What one card at a time has, and can release. The card''s entries say so as well.';

CREATE TABLE counters (
    key       text COLLATE "C" PRIMARY KEY,
    cap       bigint NOT NULL,
    allocated bigint NOT NULL,
    CHECK (key <> '' AND allocated >= 0 AND allocated <= cap)
) WITH (fillfactor = 60); -- rewritten at every allocation: room to do so on its own page

COMMENT ON TABLE counters IS 'Capped counters: how many units are allocated of how many.';

CREATE TABLE allocations (
    key        text COLLATE "C" NOT NULL,
    first_unit bigint NOT NULL,
    quantity   bigint NOT NULL,
    card_id    uuid NOT NULL,
    seq        bigint NOT NULL,
    PRIMARY KEY (key, first_unit),
    CHECK (first_unit > 0 AND quantity > 0 AND seq > 0)
);

COMMENT ON TABLE allocations IS 'Which card took which units of a counter, numbered from 1 without gaps.';

CREATE TRIGGER allocations_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON allocations
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE rule_versions (
    version integer PRIMARY KEY CHECK (version > 0),
    hash    bytea NOT NULL UNIQUE,
    rules   text NOT NULL,
    time    timestamptz NOT NULL
);

COMMENT ON TABLE rule_versions IS 'The rules that entries name.';

CREATE TRIGGER rule_versions_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rule_versions_epoch BEFORE INSERT ON rule_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_epoch();
