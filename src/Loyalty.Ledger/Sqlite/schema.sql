-- The database as it is after all migrations. Written by the tests, not by hand:
--     LOYALTY_WRITE_SCHEMA=1 tests/run.sh --filter SchemaTests
-- What migrations insert (Orleans' queries, the first epoch) is not here.

CREATE TABLE epochs (
    -- What makes this database the one it is; the last one counts, the others say what came before. A copy of the
    -- folder has the same: whoever means it to live beside the original begins another there, before a server starts on
    -- it:
    -- INSERT INTO epochs (number, id, begin_time)
    --     SELECT max(number) + 1, lower(hex(randomblob(16))), datetime() FROM epochs
    number     INTEGER PRIMARY KEY CHECK (number > 0),
    id         TEXT NOT NULL UNIQUE,
    begin_time TEXT NOT NULL
) STRICT;
CREATE TRIGGER epochs_keep_update BEFORE UPDATE ON epochs BEGIN SELECT RAISE(ABORT, 'epochs are immutable'); END;
CREATE TRIGGER epochs_keep_delete BEFORE DELETE ON epochs BEGIN SELECT RAISE(ABORT, 'epochs are immutable'); END;

CREATE TABLE entries (
    -- Every change of every card. A card is its entries: state is the card after the entry. The primary key is the
    -- expected version.
    card_id         BLOB NOT NULL CHECK (length(card_id) = 16),
    seq             INTEGER NOT NULL CHECK (seq > 0),
    kind            INTEGER NOT NULL CHECK (kind > 0),
    points          INTEGER NOT NULL,
    balance         INTEGER NOT NULL,
    available       INTEGER NOT NULL CHECK (available >= 0),
    business_date   TEXT NOT NULL,
    time            TEXT NOT NULL,
    caller          TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    rules_version   INTEGER NOT NULL,
    detail          TEXT NOT NULL,
    state           TEXT NOT NULL,
    hash            BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (card_id, seq)
) STRICT;
CREATE TRIGGER entries_keep_update BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'entries are immutable'); END;
CREATE TRIGGER entries_keep_delete BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'entries are immutable'); END;

CREATE TABLE unique_keys (
    -- A receipt accrues once because its key is here once, for ever and across all cards, tills and callers: the
    -- accrual's idempotency key is the receipt's own (accrual/STORE/…/NUMBER/DATE, Receipt.AccrualKey). So are a card
    -- number (number/…), the receipt that issued a card (issue/…) and a voucher. An idempotency key has its request's
    -- fingerprint; seq names the last entry of the commit that used the key.
    key         TEXT PRIMARY KEY NOT NULL CHECK (key <> ''),
    card_id     BLOB NOT NULL CHECK (length(card_id) = 16),
    seq         INTEGER NOT NULL CHECK (seq > 0),
    fingerprint BLOB
) STRICT, WITHOUT ROWID;
CREATE TRIGGER unique_keys_keep_update BEFORE UPDATE ON unique_keys
    BEGIN SELECT RAISE(ABORT, 'unique_keys are immutable'); END;
CREATE TRIGGER unique_keys_keep_delete BEFORE DELETE ON unique_keys
    BEGIN SELECT RAISE(ABORT, 'unique_keys are immutable'); END;

CREATE TABLE exclusive_slots (
    -- What one card at a time has, and can release. The card's entries say so as well.
    key     TEXT PRIMARY KEY NOT NULL CHECK (key <> ''),
    card_id BLOB NOT NULL CHECK (length(card_id) = 16)
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
    -- Capped counters: how many units are allocated of how many.
    key       TEXT PRIMARY KEY NOT NULL CHECK (key <> ''),
    cap       INTEGER NOT NULL,
    allocated INTEGER NOT NULL CHECK (allocated >= 0),
    CHECK (allocated <= cap)
) STRICT, WITHOUT ROWID;

CREATE TABLE allocations (
    -- Which card took which units of a counter, numbered from 1 without gaps.
    key        TEXT NOT NULL,
    first_unit INTEGER NOT NULL CHECK (first_unit > 0),
    quantity   INTEGER NOT NULL CHECK (quantity > 0),
    card_id    BLOB NOT NULL CHECK (length(card_id) = 16),
    seq        INTEGER NOT NULL CHECK (seq > 0),
    PRIMARY KEY (key, first_unit)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER allocations_keep_update BEFORE UPDATE ON allocations
    BEGIN SELECT RAISE(ABORT, 'allocations are immutable'); END;
CREATE TRIGGER allocations_keep_delete BEFORE DELETE ON allocations
    BEGIN SELECT RAISE(ABORT, 'allocations are immutable'); END;

CREATE TABLE rule_versions (
    -- The rules that entries name.
    version INTEGER PRIMARY KEY CHECK (version > 0),
    hash    BLOB NOT NULL UNIQUE,
    rules   TEXT NOT NULL,
    time    TEXT NOT NULL
) STRICT;
CREATE TRIGGER rule_versions_keep_update BEFORE UPDATE ON rule_versions
    BEGIN SELECT RAISE(ABORT, 'rule_versions are immutable'); END;
CREATE TRIGGER rule_versions_keep_delete BEFORE DELETE ON rule_versions
    BEGIN SELECT RAISE(ABORT, 'rule_versions are immutable'); END;

CREATE TABLE stock_ranges (
    -- Numbers on pre-printed cards. Ranges are only ever added. All numbers of one are equally long, so that they
    -- compare as texts; the check digit, which comes last, follows from the rest.
    request_key  TEXT PRIMARY KEY NOT NULL CHECK (request_key <> ''),
    first_number TEXT NOT NULL,
    last_number  TEXT NOT NULL,
    caller       TEXT NOT NULL,
    time         TEXT NOT NULL,
    CHECK (length(first_number) = length(last_number) AND first_number <= last_number)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_ranges_by_number ON stock_ranges (first_number, last_number);
CREATE TRIGGER stock_ranges_keep_update BEFORE UPDATE ON stock_ranges
    BEGIN SELECT RAISE(ABORT, 'stock_ranges are immutable'); END;
CREATE TRIGGER stock_ranges_keep_delete BEFORE DELETE ON stock_ranges
    BEGIN SELECT RAISE(ABORT, 'stock_ranges are immutable'); END;

CREATE TABLE schema_migrations (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, time TEXT NOT NULL) STRICT;

CREATE TABLE grain_states (
    -- States of grains whose loss costs no point, such as a till's session. A null state was cleared; its version lives
    -- on.
    state_name TEXT NOT NULL,
    grain_id   TEXT NOT NULL,
    version    INTEGER NOT NULL,
    state      TEXT,
    write_time TEXT NOT NULL,
    PRIMARY KEY (state_name, grain_id)
) STRICT, WITHOUT ROWID;
