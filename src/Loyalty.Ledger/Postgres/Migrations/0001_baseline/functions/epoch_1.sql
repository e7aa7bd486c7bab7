CREATE FUNCTION epoch_1() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT e.id::text FROM epochs e ORDER BY e.number DESC LIMIT 1
$$;

COMMENT ON FUNCTION epoch_1 IS 'The id of the epoch that counts.';
