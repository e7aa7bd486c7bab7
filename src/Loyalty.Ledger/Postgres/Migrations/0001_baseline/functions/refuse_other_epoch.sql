-- The trigger of a table that a write of the engine can't do without. A session of the engine says in loyalty.epoch in
-- which epoch its process was started; others say nothing.
CREATE FUNCTION refuse_other_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    epoch text;
BEGIN
    -- The query locks the table against epoch_renew_1 until the transaction's end, and sees what is committed once it
    -- has the lock; a call of epoch_1 would see what was before it waited.
    SELECT e.id::text INTO epoch FROM epochs e ORDER BY e.number DESC LIMIT 1;
    IF current_setting('loyalty.epoch', true) <> epoch THEN
        RAISE EXCEPTION 'the epoch of this database was renewed' USING ERRCODE = 'LY003';
    END IF;
    RETURN NULL;
END $$;
