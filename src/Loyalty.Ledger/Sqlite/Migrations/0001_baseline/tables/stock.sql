CREATE TABLE stock_ranges (
    -- Numbers on pre-printed cards. Ranges are only ever added. All numbers of one are equally long, so that they
    -- compare as texts; the check digit, which comes last, follows from the rest.
    request_key  TEXT PRIMARY KEY NOT NULL CHECK (request_key <> ''),
    first_number TEXT NOT NULL,
    last_number  TEXT NOT NULL,
    caller       TEXT NOT NULL,
    time         TEXT NOT NULL,
    CHECK (length(first_number) = length(last_number) AND first_number <= last_number)
) STRICT, WITHOUT ROWID;

CREATE INDEX stock_ranges_by_number ON stock_ranges (first_number, last_number);

CREATE TRIGGER stock_ranges_keep_update BEFORE UPDATE ON stock_ranges
    BEGIN SELECT RAISE(ABORT, 'stock_ranges are immutable'); END;
CREATE TRIGGER stock_ranges_keep_delete BEFORE DELETE ON stock_ranges
    BEGIN SELECT RAISE(ABORT, 'stock_ranges are immutable'); END;
