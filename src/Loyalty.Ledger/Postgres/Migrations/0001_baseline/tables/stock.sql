CREATE TABLE stock_ranges (
    request_key  text COLLATE "C" PRIMARY KEY CHECK (request_key <> ''),
    first_number text COLLATE "C" NOT NULL,
    last_number  text COLLATE "C" NOT NULL,
    caller       text NOT NULL,
    time         timestamptz NOT NULL,
    CHECK (length(first_number) = length(last_number) AND first_number <= last_number)
);

CREATE INDEX stock_ranges_by_number ON stock_ranges (first_number, last_number);

COMMENT ON TABLE stock_ranges IS 'Numbers on pre-printed cards; ranges are only ever added. All numbers of one are '
    'equally long, so that they compare as texts; the check digit, which comes last, follows from the rest.';

CREATE TRIGGER stock_ranges_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_ranges
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stock_ranges_epoch BEFORE INSERT ON stock_ranges
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_epoch();
