CREATE TABLE epochs (
    -- What makes this database the one it is; the last one counts, the others say what came before. A copy of the
    -- folder has the same: whoever means it to live beside the original begins another there, before a server starts on
    -- it:
    -- INSERT INTO epochs (number, id, begin_time)
    --     SELECT max(number) + 1, lower(hex(randomblob(16))), datetime() FROM epochs
    number     INTEGER PRIMARY KEY CHECK (number > 0),
    id         TEXT NOT NULL UNIQUE,
    begin_time TEXT NOT NULL
) STRICT;

INSERT INTO epochs (number, id, begin_time) VALUES (1, lower(hex(randomblob(16))), datetime());

CREATE TRIGGER epochs_keep_update BEFORE UPDATE ON epochs BEGIN SELECT RAISE(ABORT, 'epochs are immutable'); END;
CREATE TRIGGER epochs_keep_delete BEFORE DELETE ON epochs BEGIN SELECT RAISE(ABORT, 'epochs are immutable'); END;
