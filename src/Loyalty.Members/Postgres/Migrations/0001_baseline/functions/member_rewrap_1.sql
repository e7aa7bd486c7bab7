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

COMMENT ON FUNCTION member_rewrap_1 IS 'Wraps a member''s key with another master key, unless the row has '
    'changed since.';
