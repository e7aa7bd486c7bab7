CREATE FUNCTION member_write_1(
    of_member_id uuid, new_version bigint, new_create_time timestamptz, new_update_time timestamptz,
    new_key_id text, new_wrapped_key bytea, new_profile bytea, new_archive bytea,
    request_key text, request_fingerprint bytea,
    phone_key_ids text[], phone_hashes bytea[], name_key_ids text[], name_hashes bytea[])
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

COMMENT ON FUNCTION member_write_1 IS 'Writes a new member or a next version; LY001, or 23505, and nothing is written '
    'if a guard fails.';
