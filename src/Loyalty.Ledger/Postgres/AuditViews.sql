-- The JSON of the rows as tables. A text that is no JSON ends the query, and the auditor says so.
WITH debts (card_id, seq, balance, debt) AS (
    SELECT card_id, seq, balance, CAST(CAST(state AS json) ->> 'debt' AS numeric) FROM cards
), lots (card_id, seq, granted, remaining) AS (
    SELECT c.card_id, c.seq, CAST(lot ->> 'granted' AS numeric), CAST(lot ->> 'remaining' AS numeric)
    FROM cards c, json_array_elements(CAST(c.state AS json) -> 'lots') AS lot
), receipts (card_id, seq, store, till, number, business_date) AS (
    SELECT card_id, seq,
        CAST(receipt -> 'store' AS text) COLLATE "C", CAST(receipt -> 'till' AS text) COLLATE "C",
        CAST(receipt -> 'number' AS text) COLLATE "C", CAST(receipt -> 'business_date' AS text) COLLATE "C"
    FROM (SELECT card_id, seq, CAST(detail AS json) -> 'receipt' AS receipt FROM entries WHERE kind = 2) AS accruals
    WHERE receipt IS NOT NULL
)
