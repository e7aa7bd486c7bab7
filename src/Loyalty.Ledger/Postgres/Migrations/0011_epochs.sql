-- What makes this database the one it is: the server's own identifier, the database's oid there and its epoch. A dump
-- restored elsewhere or beside it, or CREATE DATABASE ... TEMPLATE, has the same rows and another oid or another
-- server. What copies the files themselves (base backup, promoted replica, image of a disk) has all three: whoever
-- means such a copy to live beside the original renews its epoch before a server starts on it.

-- The last one counts; the others say what came before.
CREATE TABLE epochs (
    number     integer PRIMARY KEY CHECK (number > 0),
    id         uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    begin_time timestamptz NOT NULL DEFAULT now()
);

INSERT INTO epochs (number) VALUES (1);

CREATE TRIGGER epochs_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON epochs
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION epoch_1() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT e.id::text FROM epochs e ORDER BY e.number DESC LIMIT 1
$$;

-- Reads a file of the server: asked once for each session.
CREATE FUNCTION database_id_1() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws('/', (SELECT c.system_identifier FROM pg_control_system() c),
        (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()), epoch_1())
$$;

-- Begins another epoch: every server that runs on this database is refused from here on, until it is started again.
-- Waits for all transactions that have looked at the epoch; those that come meanwhile wait for this one.
CREATE FUNCTION epoch_renew_1() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE epochs IN ACCESS EXCLUSIVE MODE;
    INSERT INTO epochs (number) SELECT max(e.number) + 1 FROM epochs e;
    RETURN epoch_1();
END $$;

-- A session of the engine says in loyalty.epoch in which epoch its process was started; others say nothing. The query
-- locks the table against epoch_renew_1 until the transaction's end, and sees what is committed once it has the lock; a
-- call of epoch_1 would see what was before it waited.
CREATE FUNCTION refuse_other_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    epoch text;
BEGIN
    SELECT e.id::text INTO epoch FROM epochs e ORDER BY e.number DESC LIMIT 1;
    IF current_setting('loyalty.epoch', true) <> epoch THEN
        RAISE EXCEPTION 'the epoch of this database was renewed' USING ERRCODE = 'LY003';
    END IF;
    RETURN NULL;
END $$;

-- Whatever the engine writes, it writes at least one of these.
CREATE TRIGGER entries_epoch BEFORE INSERT ON entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_epoch();
CREATE TRIGGER rule_versions_epoch BEFORE INSERT ON rule_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_epoch();
CREATE TRIGGER stock_ranges_epoch BEFORE INSERT ON stock_ranges
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_epoch();
CREATE TRIGGER members_epoch BEFORE INSERT OR UPDATE ON members
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_epoch();
CREATE TRIGGER member_keys_epoch BEFORE INSERT OR UPDATE ON member_keys
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_epoch();

-- The table's path has the database's oid in it beside the file's: a copy made by CREATE DATABASE ... TEMPLATE has the
-- same oids and files otherwise, and within one start of the server can take the name of the original.
CREATE OR REPLACE FUNCTION database_incarnation_1() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws('/', pg_postmaster_start_time(), to_regclass('entries')::oid,
        pg_relation_filepath(to_regclass('entries')))
$$;
