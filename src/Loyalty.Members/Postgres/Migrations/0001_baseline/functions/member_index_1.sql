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

COMMENT ON FUNCTION member_index_1 IS 'Replaces the hashes by which a member is found; 23505 if another has the phone.';
