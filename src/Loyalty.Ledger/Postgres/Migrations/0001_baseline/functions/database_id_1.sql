CREATE FUNCTION database_id_1() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws('/', (SELECT c.system_identifier FROM pg_control_system() c),
        (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()), epoch_1())
$$;

COMMENT ON FUNCTION database_id_1 IS 'Identifies this database among its copies: the server''s own identifier, the '
    'database''s oid there, its epoch. Reads a file of the server: asked once for each session.';
