CREATE TABLE grain_states (
    -- States of grains whose loss costs no point, such as a till's session. A null state was cleared; its version lives
    -- on.
    state_name TEXT NOT NULL,
    grain_id   TEXT NOT NULL,
    version    INTEGER NOT NULL,
    state      TEXT,
    write_time TEXT NOT NULL,
    PRIMARY KEY (state_name, grain_id)
) STRICT, WITHOUT ROWID;
