-- A member who was merged into another: a row without key and fields that names the other.

ALTER TABLE members ADD COLUMN merged_into uuid REFERENCES members CHECK (merged_into <> member_id);

CREATE FUNCTION member_merge_1(a_member_id uuid, a_into uuid, a_time timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    -- Both rows, in one order: of two merges at once that go opposite ways, the second finds who was to stay gone.
    PERFORM 1 FROM members WHERE member_id IN (a_member_id, a_into) ORDER BY member_id FOR UPDATE;
    IF NOT EXISTS (SELECT FROM members WHERE member_id = a_into AND key_id IS NOT NULL) THEN RETURN false; END IF;
    UPDATE members SET version = version + 1, update_time = a_time, merged_into = a_into,
        key_id = NULL, wrapped_key = NULL, profile = NULL, archive = NULL
    WHERE member_id = a_member_id AND key_id IS NOT NULL;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM member_index_1(a_member_id, '{}', '{}', '{}', '{}');
    RETURN true;
END $$;
