-- What cards hold, each key by one card at a time; it can be given up. The card's entries say so as well.

CREATE TABLE exclusive_slots (
    key     TEXT PRIMARY KEY NOT NULL CHECK (key <> ''),
    card_id BLOB NOT NULL CHECK (length(card_id) = 16)
) STRICT, WITHOUT ROWID;
