CREATE FUNCTION epoch_renew_1() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE epochs IN ACCESS EXCLUSIVE MODE;
    INSERT INTO epochs (number) SELECT max(e.number) + 1 FROM epochs e;
    RETURN epoch_1();
END $$;

COMMENT ON FUNCTION epoch_renew_1 IS 'Begins another epoch: every server that runs on this database is refused from '
    'here on, until it is started again. Waits for all transactions that have read the epoch; those that come '
    'meanwhile wait for this one.';
