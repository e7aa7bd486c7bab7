-- What is personal is encrypted before it gets here, or is a keyed hash; the ledger knows a member's id alone.

CREATE TABLE member_keys (
    key_id      text COLLATE "C" PRIMARY KEY CHECK (key_id <> ''),
    create_time timestamptz NOT NULL,
    retire_time timestamptz
);

COMMENT ON TABLE member_keys IS 'The master keys that members may be wrapped with, by their ids.';

CREATE TRIGGER member_keys_epoch BEFORE INSERT OR UPDATE ON member_keys
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_epoch();

CREATE TABLE members (
    member_id   uuid PRIMARY KEY,
    version     bigint NOT NULL CHECK (version > 0),
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    key_id      text COLLATE "C" REFERENCES member_keys,
    wrapped_key bytea,
    profile     bytea,
    archive     bytea,
    merged_into uuid REFERENCES members CHECK (merged_into <> member_id),
    CHECK (num_nulls(key_id, wrapped_key, profile, archive) IN (0, 4))
);

CREATE INDEX members_by_key ON members (key_id, member_id);

COMMENT ON TABLE members IS 'The members, encrypted. One that was erased has neither key nor fields; one that was '
    'merged names the survivor besides.';

CREATE TRIGGER members_epoch BEFORE INSERT OR UPDATE ON members
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_epoch();

CREATE TABLE member_phones (
    hash      bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    key_id    text COLLATE "C" NOT NULL,
    member_id uuid NOT NULL REFERENCES members
);

CREATE INDEX member_phones_by_member ON member_phones (member_id);

COMMENT ON TABLE member_phones IS 'Hashes of phone numbers: one member has a number, under every master key by itself.';

CREATE TABLE member_names (
    hash      bytea NOT NULL CHECK (octet_length(hash) = 32),
    key_id    text COLLATE "C" NOT NULL,
    member_id uuid NOT NULL REFERENCES members,
    PRIMARY KEY (hash, member_id)
);

CREATE INDEX member_names_by_member ON member_names (member_id);

COMMENT ON TABLE member_names IS 'Hashes of folded name and birthday, to search by.';

CREATE TABLE member_requests (
    key         text COLLATE "C" PRIMARY KEY CHECK (key <> ''),
    member_id   uuid NOT NULL REFERENCES members,
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32)
);

COMMENT ON TABLE member_requests IS 'Idempotency keys, with a digest of the request that needs the member''s own key.';
