-- The table's path has the database's oid in it beside the file's: a copy made by CREATE DATABASE ... TEMPLATE has the
-- same oids and files otherwise, and within one start of the server can take the name of the original.
CREATE FUNCTION database_incarnation_1() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws('/', pg_postmaster_start_time(), to_regclass('entries')::oid,
        pg_relation_filepath(to_regclass('entries')))
$$;

COMMENT ON FUNCTION database_incarnation_1 IS 'Which database this is, as far as entries that were there may be gone '
    'from it: the server may have been started on older files, the table restored from a dump. A writer that wrote an '
    'entry in this incarnation need not look for it.';
