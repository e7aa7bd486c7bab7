-- Each card's last entry, and the JSON of the rows as tables.
-- A text that is no JSON has none of them: the walk names it.
WITH lasts (card_id, seq, balance, state) AS (
    SELECT e.card_id, e.seq, e.balance, CASE WHEN json_valid(e.state) THEN e.state ELSE '{}' END
    FROM (SELECT card_id, max(seq) AS seq FROM entries GROUP BY card_id) AS l
    JOIN entries e ON e.card_id = l.card_id AND e.seq = l.seq
), debts (card_id, seq, balance, debt) AS (
    SELECT card_id, seq, balance, state ->> '$.debt' FROM lasts
), lots (card_id, seq, granted, remaining) AS (
    SELECT l.card_id, l.seq, lot.value ->> '$.granted', lot.value ->> '$.remaining'
    FROM lasts l, json_each(l.state, '$.lots') AS lot
), holders (card_id, seq, key) AS (
    SELECT card_id, seq, 'holder/' || (state ->> '$.life.member_id') || '/' || (state ->> '$.life.type') FROM lasts
    WHERE state ->> '$.life.member_id' IS NOT NULL AND state ->> '$.life.cancel_date' IS NULL
    UNION ALL SELECT card_id, seq, 'guest/' || (state ->> '$.issue_date') || '/' || lower(hex(card_id)) FROM lasts
    WHERE state ->> '$.life.type' = 4 AND state ->> '$.life.cancel_date' IS NULL
), guests (card_id, business_date) AS (
    SELECT card_id, business_date FROM entries
    WHERE kind = 1 AND CASE WHEN json_valid(detail) THEN detail ->> '$.change.type' END = 4
), shown (card_id, seq, kind, receipt, other_card_id, other_seq) AS (
    SELECT card_id, seq, kind, detail -> '$.receipt', unhex(replace(detail ->> '$.counterpart.card_id', '-', '')),
        detail ->> '$.counterpart.seq'
    FROM entries WHERE kind IN (2, 16, 17) AND json_valid(detail)
        AND (kind = 16 OR detail ->> '$.counterpart.seq' IS NOT NULL)
), transfers (card_id, seq, kind, points, detail, state) AS (
    SELECT card_id, seq, kind, points,
        CASE WHEN json_valid(detail) THEN detail ELSE '{}' END, CASE WHEN json_valid(state) THEN state ELSE '{}' END
    FROM entries WHERE kind IN (13, 14)
), sides (card_id, seq, kind, points, other_card_id, other_seq, member_id) AS (
    SELECT card_id, seq, kind, points, unhex(replace(detail ->> '$.counterpart.card_id', '-', '')),
        detail ->> '$.counterpart.seq', state ->> '$.life.member_id' FROM transfers
), moves (card_id, seq, other_card_id, other_seq, points, expiry_date) AS (
    SELECT t.card_id, t.seq, unhex(replace(t.detail ->> '$.counterpart.card_id', '-', '')),
        t.detail ->> '$.counterpart.seq', lot.value ->> '$.points', lot.value ->> '$.expiry_date'
    FROM transfers t, json_each(t.detail, '$.lots') AS lot
), receipts (card_id, seq, store, till, number, business_date) AS (
    SELECT card_id, seq, lower(receipt -> '$.store'), lower(receipt -> '$.till'), receipt -> '$.number',
        receipt -> '$.business_date'
    FROM (
        SELECT card_id, seq, CASE WHEN json_valid(detail) THEN detail -> '$.receipt' END AS receipt
        FROM entries WHERE kind = 2) AS accruals
    WHERE receipt IS NOT NULL
)
