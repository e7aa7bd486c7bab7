-- The members. What is personal is encrypted before it gets here, or is a keyed hash; the ledger knows a member's id
-- alone. An erased member is a row without key and fields.

CREATE TABLE member_keys (
    key_id      text COLLATE "C" PRIMARY KEY CHECK (key_id <> ''),
    create_time timestamptz NOT NULL,
    retire_time timestamptz
);

CREATE TABLE members (
    member_id   uuid PRIMARY KEY,
    version     bigint NOT NULL CHECK (version > 0),
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    key_id      text COLLATE "C" REFERENCES member_keys,
    wrapped_key bytea,
    profile     bytea,
    archive     bytea,
    CHECK (num_nulls(key_id, wrapped_key, profile, archive) IN (0, 4))
);

CREATE INDEX members_by_key ON members (key_id, member_id);

-- A phone number has one member, under every master key by itself.
CREATE TABLE member_phones (
    hash      bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    key_id    text COLLATE "C" NOT NULL,
    member_id uuid NOT NULL REFERENCES members
);

CREATE INDEX member_phones_by_member ON member_phones (member_id);

CREATE TABLE member_names (
    hash      bytea NOT NULL CHECK (octet_length(hash) = 32),
    key_id    text COLLATE "C" NOT NULL,
    member_id uuid NOT NULL REFERENCES members,
    PRIMARY KEY (hash, member_id)
);

CREATE INDEX member_names_by_member ON member_names (member_id);

-- What was asked, as a digest that needs the member's own key.
CREATE TABLE member_requests (
    key       text COLLATE "C" PRIMARY KEY CHECK (key <> ''),
    member_id uuid NOT NULL REFERENCES members,
    fingerprint   bytea NOT NULL CHECK (octet_length(fingerprint) = 32)
);

CREATE FUNCTION member_index_1(
    a_member_id uuid, p_key_ids text[], p_hashes bytea[], n_key_ids text[], n_hashes bytea[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM member_phones WHERE member_id = a_member_id;
    DELETE FROM member_names WHERE member_id = a_member_id;
    INSERT INTO member_phones (hash, key_id, member_id)
    SELECT x.hash, x.key_id, a_member_id FROM unnest(p_hashes, p_key_ids) AS x (hash, key_id);
    INSERT INTO member_names (hash, key_id, member_id)
    SELECT x.hash, x.key_id, a_member_id FROM unnest(n_hashes, n_key_ids) AS x (hash, key_id);
END $$;

-- A new member or a next version; LY001, or 23505 and nothing written, if a guard fails.
CREATE FUNCTION member_write_1(
    a_member_id uuid, a_version bigint, a_create_time timestamptz, a_update_time timestamptz,
    a_key_id text, a_wrapped_key bytea, a_profile bytea, a_archive bytea, a_request_key text, a_fingerprint bytea,
    p_key_ids text[], p_hashes bytea[], n_key_ids text[], n_hashes bytea[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF a_version = 1 THEN
        INSERT INTO members (member_id, version, create_time, update_time, key_id, wrapped_key, profile, archive)
        VALUES (a_member_id, 1, a_create_time, a_update_time, a_key_id, a_wrapped_key, a_profile, a_archive);
    ELSE
        UPDATE members SET version = a_version, update_time = a_update_time, key_id = a_key_id,
            wrapped_key = a_wrapped_key, profile = a_profile, archive = a_archive
        WHERE member_id = a_member_id AND version = a_version - 1 AND key_id IS NOT NULL;
        IF NOT FOUND THEN RAISE EXCEPTION 'the member has changed since' USING ERRCODE = 'LY001'; END IF;
    END IF;
    INSERT INTO member_requests (key, member_id, fingerprint) VALUES (a_request_key, a_member_id, a_fingerprint);
    PERFORM member_index_1(a_member_id, p_key_ids, p_hashes, n_key_ids, n_hashes);
END $$;

CREATE FUNCTION member_rewrap_1(
    a_member_id uuid, a_version bigint, a_old_key_id text, a_key_id text, a_wrapped_key bytea,
    p_key_ids text[], p_hashes bytea[], n_key_ids text[], n_hashes bytea[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE members SET key_id = a_key_id, wrapped_key = a_wrapped_key
    WHERE member_id = a_member_id AND version = a_version AND key_id = a_old_key_id;
    IF FOUND THEN PERFORM member_index_1(a_member_id, p_key_ids, p_hashes, n_key_ids, n_hashes); END IF;
END $$;

CREATE FUNCTION member_erase_1(a_member_id uuid, a_time timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE members SET version = version + 1, update_time = a_time,
        key_id = NULL, wrapped_key = NULL, profile = NULL, archive = NULL
    WHERE member_id = a_member_id AND key_id IS NOT NULL;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM member_index_1(a_member_id, '{}', '{}', '{}', '{}');
    RETURN true;
END $$;
