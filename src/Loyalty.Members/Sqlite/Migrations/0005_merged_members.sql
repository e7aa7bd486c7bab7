-- A member who was merged into another: a row without key and fields that names the other.

ALTER TABLE members ADD COLUMN merged_into BLOB REFERENCES members (member_id) CHECK (merged_into <> member_id);
