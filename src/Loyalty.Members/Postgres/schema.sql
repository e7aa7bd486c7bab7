-- The database as it is after all migrations. Written by the tests, not by hand:
--     LOYALTY_WRITE_SCHEMA=1 tests/run.sh --filter SchemaTests
-- What migrations insert (Orleans' queries, the first epoch) is not here.

-- The master keys that members may be wrapped with, by their ids.
CREATE TABLE member_keys (
    key_id      text COLLATE "C" NOT NULL,
    create_time timestamp with time zone NOT NULL,
    retire_time timestamp with time zone,
    CONSTRAINT member_keys_pkey PRIMARY KEY (key_id),
    CONSTRAINT member_keys_key_id_check CHECK (key_id <> ''::text)
);
CREATE TRIGGER member_keys_epoch BEFORE INSERT OR UPDATE ON member_keys
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_epoch();

-- The members, encrypted. One that was erased has neither key nor fields; one that was merged names the survivor
-- besides.
CREATE TABLE members (
    member_id   uuid NOT NULL,
    version     bigint NOT NULL,
    create_time timestamp with time zone NOT NULL,
    update_time timestamp with time zone NOT NULL,
    key_id      text COLLATE "C",
    wrapped_key bytea,
    profile     bytea,
    archive     bytea,
    merged_into uuid,
    CONSTRAINT members_pkey PRIMARY KEY (member_id),
    CONSTRAINT members_key_id_fkey FOREIGN KEY (key_id) REFERENCES member_keys(key_id),
    CONSTRAINT members_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES members(member_id),
    CONSTRAINT members_check CHECK (merged_into <> member_id),
    CONSTRAINT members_check1 CHECK (num_nulls(key_id, wrapped_key, profile, archive) = ANY (ARRAY[0, 4])),
    CONSTRAINT members_version_check CHECK (version > 0)
);
CREATE INDEX members_by_key ON members USING btree (key_id, member_id);
CREATE TRIGGER members_epoch BEFORE INSERT OR UPDATE ON members
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_epoch();

-- Hashes of phone numbers: one member has a number, under every master key by itself.
CREATE TABLE member_phones (
    hash      bytea NOT NULL,
    key_id    text COLLATE "C" NOT NULL,
    member_id uuid NOT NULL,
    CONSTRAINT member_phones_pkey PRIMARY KEY (hash),
    CONSTRAINT member_phones_member_id_fkey FOREIGN KEY (member_id) REFERENCES members(member_id),
    CONSTRAINT member_phones_hash_check CHECK (octet_length(hash) = 32)
);
CREATE INDEX member_phones_by_member ON member_phones USING btree (member_id);

-- Hashes of folded name and birthday, to search by.
CREATE TABLE member_names (
    hash      bytea NOT NULL,
    key_id    text COLLATE "C" NOT NULL,
    member_id uuid NOT NULL,
    CONSTRAINT member_names_pkey PRIMARY KEY (hash, member_id),
    CONSTRAINT member_names_member_id_fkey FOREIGN KEY (member_id) REFERENCES members(member_id),
    CONSTRAINT member_names_hash_check CHECK (octet_length(hash) = 32)
);
CREATE INDEX member_names_by_member ON member_names USING btree (member_id);

-- Idempotency keys, with a digest of the request that needs the member's own key.
CREATE TABLE member_requests (
    key         text COLLATE "C" NOT NULL,
    member_id   uuid NOT NULL,
    fingerprint bytea NOT NULL,
    CONSTRAINT member_requests_pkey PRIMARY KEY (key),
    CONSTRAINT member_requests_member_id_fkey FOREIGN KEY (member_id) REFERENCES members(member_id),
    CONSTRAINT member_requests_fingerprint_check CHECK (octet_length(fingerprint) = 32),
    CONSTRAINT member_requests_key_check CHECK (key <> ''::text)
);

-- Throws a member's key, fields and hashes away; false if there were none.
CREATE FUNCTION member_erase_1(of_member_id uuid, erase_time timestamp with time zone)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE members SET version = version + 1, update_time = erase_time,
        key_id = NULL, wrapped_key = NULL, profile = NULL, archive = NULL
    WHERE member_id = of_member_id AND key_id IS NOT NULL;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM member_index_1(
        of_member_id => of_member_id, phone_key_ids => '{}', phone_hashes => '{}', name_key_ids => '{}',
        name_hashes => '{}');
    RETURN true;
END $$;

-- Replaces the hashes by which a member is found; 23505 if another has the phone.
CREATE FUNCTION member_index_1(
    of_member_id uuid, phone_key_ids text[], phone_hashes bytea[], name_key_ids text[], name_hashes bytea[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM member_phones WHERE member_id = of_member_id;
    DELETE FROM member_names WHERE member_id = of_member_id;
    INSERT INTO member_phones (hash, key_id, member_id)
    SELECT x.hash, x.key_id, of_member_id FROM unnest(phone_hashes, phone_key_ids) AS x (hash, key_id);
    INSERT INTO member_names (hash, key_id, member_id)
    SELECT x.hash, x.key_id, of_member_id FROM unnest(name_hashes, name_key_ids) AS x (hash, key_id);
END $$;

-- Does what an erasure does and names the member that this one was merged into; false if either is erased or merged.
CREATE FUNCTION member_merge_1(of_member_id uuid, into_member_id uuid, merge_time timestamp with time zone)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    -- Both rows, in one order: of two merges at once that go opposite ways, the second finds the survivor gone.
    PERFORM 1 FROM members WHERE member_id IN (of_member_id, into_member_id) ORDER BY member_id FOR UPDATE;
    IF NOT EXISTS (SELECT FROM members WHERE member_id = into_member_id AND key_id IS NOT NULL) THEN
        RETURN false;
    END IF;
    UPDATE members SET version = version + 1, update_time = merge_time, merged_into = into_member_id,
        key_id = NULL, wrapped_key = NULL, profile = NULL, archive = NULL
    WHERE member_id = of_member_id AND key_id IS NOT NULL;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM member_index_1(
        of_member_id => of_member_id, phone_key_ids => '{}', phone_hashes => '{}', name_key_ids => '{}',
        name_hashes => '{}');
    RETURN true;
END $$;

-- Wraps a member's key with another master key, unless the row has changed since.
CREATE FUNCTION member_rewrap_1(
    of_member_id uuid, expected_version bigint, expected_key_id text, new_key_id text, new_wrapped_key bytea,
    phone_key_ids text[], phone_hashes bytea[], name_key_ids text[], name_hashes bytea[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE members SET key_id = new_key_id, wrapped_key = new_wrapped_key
    WHERE member_id = of_member_id AND version = expected_version AND key_id = expected_key_id;
    IF FOUND THEN
        PERFORM member_index_1(
            of_member_id => of_member_id, phone_key_ids => phone_key_ids, phone_hashes => phone_hashes,
            name_key_ids => name_key_ids, name_hashes => name_hashes);
    END IF;
END $$;

-- Writes a new member or a next version; LY001, or 23505, and nothing is written if a guard fails.
CREATE FUNCTION member_write_1(
    of_member_id uuid, new_version bigint, new_create_time timestamp with time zone,
    new_update_time timestamp with time zone, new_key_id text, new_wrapped_key bytea, new_profile bytea,
    new_archive bytea, request_key text, request_fingerprint bytea, phone_key_ids text[], phone_hashes bytea[],
    name_key_ids text[], name_hashes bytea[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF new_version = 1 THEN
        INSERT INTO members (member_id, version, create_time, update_time, key_id, wrapped_key, profile, archive)
        VALUES (of_member_id, 1, new_create_time, new_update_time, new_key_id, new_wrapped_key, new_profile,
            new_archive);
    ELSE
        UPDATE members SET version = new_version, update_time = new_update_time, key_id = new_key_id,
            wrapped_key = new_wrapped_key, profile = new_profile, archive = new_archive
        WHERE member_id = of_member_id AND version = new_version - 1 AND key_id IS NOT NULL;
        IF NOT FOUND THEN RAISE EXCEPTION 'the member has another version' USING ERRCODE = 'LY001'; END IF;
    END IF;
    INSERT INTO member_requests (key, member_id, fingerprint) VALUES (request_key, of_member_id, request_fingerprint);
    PERFORM member_index_1(
        of_member_id => of_member_id, phone_key_ids => phone_key_ids, phone_hashes => phone_hashes,
        name_key_ids => name_key_ids, name_hashes => name_hashes);
END $$;
