-- The JSON of the rows as tables. A text that is no JSON has none of them: the walk names it.
WITH states (card_id, seq, balance, state) AS (
    SELECT card_id, seq, balance, CASE WHEN json_valid(state) THEN state ELSE '{}' END FROM cards
), debts (card_id, seq, balance, debt) AS (
    SELECT card_id, seq, balance, state ->> '$.debt' FROM states
), lots (card_id, seq, granted, remaining) AS (
    SELECT s.card_id, s.seq, lot.value ->> '$.granted', lot.value ->> '$.remaining'
    FROM states s, json_each(s.state, '$.lots') AS lot
), receipts (card_id, seq, store, till, number, business_date) AS (
    SELECT card_id, seq, receipt -> '$.store', receipt -> '$.till', receipt -> '$.number', receipt -> '$.business_date'
    FROM (
        SELECT card_id, seq, CASE WHEN json_valid(detail) THEN detail -> '$.receipt' END AS receipt
        FROM entries WHERE kind = 2) AS accruals
    WHERE receipt IS NOT NULL
)
