CREATE FUNCTION member_merge_1(of_member_id uuid, into_member_id uuid, merge_time timestamptz)
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

COMMENT ON FUNCTION member_merge_1 IS 'Does what an erasure does and names the member that this one was merged into; '
    'false if either is erased or merged.';
