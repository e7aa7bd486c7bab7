-- The database as it is after all migrations. Written by the tests, not by hand:
--     LOYALTY_WRITE_SCHEMA=1 tests/run.sh --filter SchemaTests
-- What migrations insert (Orleans' queries, the first epoch) is not here.

CREATE TABLE member_keys (
    key_id      TEXT PRIMARY KEY NOT NULL CHECK (key_id <> ''),
    create_time TEXT NOT NULL,
    retire_time TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
    -- An erased member is a row without key and fields; one that was merged names the survivor besides.
    member_id   BLOB PRIMARY KEY NOT NULL CHECK (length(member_id) = 16),
    version     INTEGER NOT NULL CHECK (version > 0),
    create_time TEXT NOT NULL,
    update_time TEXT NOT NULL,
    key_id      TEXT REFERENCES member_keys (key_id),
    wrapped_key BLOB,
    profile     BLOB,
    archive     BLOB,
    merged_into BLOB REFERENCES members (member_id) CHECK (merged_into <> member_id),
    CHECK ((key_id IS NULL) + (wrapped_key IS NULL) + (profile IS NULL) + (archive IS NULL) IN (0, 4))
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_key ON members (key_id, member_id);

CREATE TABLE member_phones (
    -- A phone number has one member, under every master key by itself.
    hash      BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32),
    key_id    TEXT NOT NULL,
    member_id BLOB NOT NULL REFERENCES members (member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_phones_by_member ON member_phones (member_id);

CREATE TABLE member_names (
    hash      BLOB NOT NULL CHECK (length(hash) = 32),
    key_id    TEXT NOT NULL,
    member_id BLOB NOT NULL REFERENCES members (member_id),
    PRIMARY KEY (hash, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_names_by_member ON member_names (member_id);

CREATE TABLE member_requests (
    -- What was asked, as a digest that needs the member's own key.
    key         TEXT PRIMARY KEY NOT NULL CHECK (key <> ''),
    member_id   BLOB NOT NULL REFERENCES members (member_id),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32)
) STRICT, WITHOUT ROWID;
