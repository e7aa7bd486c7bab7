-- Each card's last entry, and the JSON of the rows as tables.
-- A text that is no JSON ends the query, and the auditor says so.
WITH lasts (card_id, seq, balance, state) AS (
    SELECT e.card_id, e.seq, e.balance, e.state
    FROM (SELECT card_id, max(seq) AS seq FROM entries GROUP BY card_id) AS l
    JOIN entries e ON e.card_id = l.card_id AND e.seq = l.seq
), debts (card_id, seq, balance, debt) AS (
    SELECT card_id, seq, balance, CAST(CAST(state AS json) ->> 'debt' AS numeric) FROM lasts
), lots (card_id, seq, granted, remaining) AS (
    SELECT l.card_id, l.seq, CAST(lot ->> 'granted' AS numeric), CAST(lot ->> 'remaining' AS numeric)
    FROM lasts l, json_array_elements(CAST(l.state AS json) -> 'lots') AS lot
), holders (card_id, seq, key) AS (
    SELECT card_id, seq, ('holder/' || (life ->> 'member_id') || '/' || (life ->> 'type')) COLLATE "C"
    FROM (SELECT card_id, seq, CAST(state AS json) -> 'life' AS life FROM lasts) AS lives
    WHERE life ->> 'member_id' IS NOT NULL AND life ->> 'cancel_date' IS NULL
    UNION ALL SELECT card_id, seq,
        ('guest/' || (state ->> 'issue_date') || '/' || replace(CAST(card_id AS text), '-', '')) COLLATE "C"
    FROM (SELECT card_id, seq, CAST(state AS json) AS state FROM lasts) AS states
    WHERE state -> 'life' ->> 'type' = '4' AND state -> 'life' ->> 'cancel_date' IS NULL
), guests (card_id, business_date) AS (
    SELECT card_id, business_date FROM entries
    WHERE kind = 1 AND CAST(detail AS json) -> 'change' ->> 'type' = '4'
), shown (card_id, seq, kind, receipt, other_card_id, other_seq) AS (
    SELECT card_id, seq, kind, CAST(detail -> 'receipt' AS text) COLLATE "C",
        CAST(detail -> 'counterpart' ->> 'card_id' AS uuid), CAST(detail -> 'counterpart' ->> 'seq' AS numeric)
    FROM (
        SELECT card_id, seq, kind, CAST(detail AS json) AS detail FROM entries WHERE kind IN (2, 16, 17)) AS details
    WHERE kind = 16 OR detail -> 'counterpart' ->> 'seq' IS NOT NULL
), transfers (card_id, seq, kind, points, detail, state) AS (
    SELECT card_id, seq, kind, points, CAST(detail AS json), CAST(state AS json) FROM entries WHERE kind IN (13, 14)
), sides (card_id, seq, kind, points, other_card_id, other_seq, member_id) AS (
    SELECT card_id, seq, kind, points, CAST(detail -> 'counterpart' ->> 'card_id' AS uuid),
        CAST(detail -> 'counterpart' ->> 'seq' AS numeric), state -> 'life' ->> 'member_id' FROM transfers
), moves (card_id, seq, other_card_id, other_seq, points, expiry_date) AS (
    SELECT t.card_id, t.seq, CAST(t.detail -> 'counterpart' ->> 'card_id' AS uuid),
        CAST(t.detail -> 'counterpart' ->> 'seq' AS numeric), CAST(lot ->> 'points' AS numeric), lot ->> 'expiry_date'
    FROM transfers t, json_array_elements(t.detail -> 'lots') AS lot
), receipts (card_id, seq, store, till, number, business_date) AS (
    SELECT card_id, seq,
        lower(CAST(receipt -> 'store' AS text) COLLATE "C"), lower(CAST(receipt -> 'till' AS text) COLLATE "C"),
        CAST(receipt -> 'number' AS text) COLLATE "C", CAST(receipt -> 'business_date' AS text) COLLATE "C"
    FROM (SELECT card_id, seq, CAST(detail AS json) -> 'receipt' AS receipt FROM entries WHERE kind = 2) AS accruals
    WHERE receipt IS NOT NULL
)
