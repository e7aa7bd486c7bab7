-- What makes this database the one it is: the server's own identifier, the database's oid there and its epoch. A dump
-- restored elsewhere or beside it, or CREATE DATABASE ... TEMPLATE, has the same rows and another oid or another
-- server. What copies the files themselves (base backup, promoted replica, image of a disk) has all three: whoever
-- means such a copy to live beside the original renews its epoch before a server starts on it (epoch_renew_1).

CREATE TABLE epochs (
    number     integer PRIMARY KEY CHECK (number > 0),
    id         uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    begin_time timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE epochs IS 'With the server''s identifier and the database''s oid, what makes this database the one it '
    'is. The last row counts; the others say what came before.';

INSERT INTO epochs (number) VALUES (1);

CREATE TRIGGER epochs_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON epochs
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
