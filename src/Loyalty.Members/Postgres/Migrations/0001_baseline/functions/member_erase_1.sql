CREATE FUNCTION member_erase_1(of_member_id uuid, erase_time timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
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

COMMENT ON FUNCTION member_erase_1 IS 'Throws a member''s key, fields and hashes away; false if there were none.';
