-- What must never have a row: card_id, seq (or NULL), what stands there. Each query runs on SQLite and PostgreSQL, in
-- the auditor's snapshot. Figures are cast to numeric, so that a tampered one can't overflow PostgreSQL's bigint.

-- query Sequence no-gap-and-no-repeat
SELECT card_id, seq, 'entry ' || seq || ' follows on ' || previous
FROM (
    SELECT card_id, seq, coalesce(lag(seq) OVER (PARTITION BY card_id ORDER BY seq), 0) AS previous FROM entries
) AS steps
WHERE previous <> CAST(seq AS numeric) - 1

-- query Balance running-balance
SELECT card_id, seq, 'balance ' || balance || ' follows on ' || previous || ' with ' || points || ' points'
FROM (
    SELECT card_id, seq, points, balance,
        coalesce(lag(balance) OVER (PARTITION BY card_id ORDER BY seq), 0) AS previous FROM entries
) AS steps
WHERE balance <> CAST(previous AS numeric) + points

-- query Balance sum-of-entries
SELECT l.card_id, l.seq, 'its balance is ' || l.balance || ', the entries up to it sum up to ' || e.total
FROM lasts l
JOIN (SELECT card_id, sum(points) AS total FROM entries GROUP BY card_id) AS e ON e.card_id = l.card_id
WHERE l.balance <> e.total

-- query Lots balance-of-lots
SELECT d.card_id, d.seq, 'balance ' || d.balance || ', debt ' || d.debt || ', in lots ' || coalesce(l.held, 0)
FROM debts d
LEFT JOIN (SELECT card_id, sum(remaining) AS held FROM lots GROUP BY card_id) AS l ON l.card_id = d.card_id
WHERE d.balance <> coalesce(l.held, 0) - d.debt OR d.debt < 0 OR (d.debt > 0 AND coalesce(l.held, 0) > 0)

-- query Lots lot-within-its-grant
SELECT card_id, seq, 'a lot holds ' || remaining || ' of ' || granted
FROM lots
WHERE remaining < 0 OR remaining > granted

-- query Receipt receipt-earns-once
SELECT card_id, seq, 'the receipt ' || number || ' of ' || business_date || ' has earned before'
FROM (
    SELECT card_id, seq, number, business_date, row_number() OVER (
        PARTITION BY number, business_date, store, till ORDER BY card_id, seq) AS nth FROM receipts
) AS earned
WHERE nth > 1

-- query UniqueKeys key-answered-once
SELECT card_id, seq, 'the idempotency key ' || idempotency_key || ' was answered before'
FROM (
    SELECT card_id, seq, idempotency_key, row_number() OVER (
        PARTITION BY idempotency_key ORDER BY card_id, seq) AS nth FROM entries WHERE idempotency_key <> ''
) AS answered
WHERE nth > 1

-- query UniqueKeys key-used-once
SELECT card_id, seq, 'the key ' || key || ' was used before'
FROM (
    SELECT card_id, seq, key, row_number() OVER (PARTITION BY key ORDER BY card_id, seq) AS nth FROM unique_keys
) AS used
WHERE nth > 1

-- query UniqueKeys idempotency-key-is-there
SELECT e.card_id, e.seq, 'the idempotency key ' || e.idempotency_key || ' is not there for it'
FROM entries e
LEFT JOIN unique_keys k ON k.key = e.idempotency_key AND k.card_id = e.card_id AND k.seq = e.seq
    AND k.fingerprint IS NOT NULL
WHERE e.idempotency_key <> '' AND k.key IS NULL

-- query UniqueKeys key-has-its-entry
SELECT k.card_id, k.seq, 'the unique key ' || k.key || ' is not that of its entry'
FROM unique_keys k
LEFT JOIN entries e
    ON e.card_id = k.card_id AND e.seq = k.seq AND (k.fingerprint IS NULL OR e.idempotency_key = k.key)
WHERE e.seq IS NULL

-- query Life nothing-after-a-cancellation
SELECT e.card_id, e.seq, 'follows on the cancellation ' || c.seq
FROM entries c JOIN entries e ON e.card_id = c.card_id AND e.seq > c.seq
WHERE c.kind IN (10, 17)

-- query Life a-cancellation-leaves-nothing
SELECT card_id, seq, 'is a cancellation and leaves ' || balance || ' points' FROM entries
WHERE kind IN (10, 17) AND (balance <> 0 OR available <> 0)

-- query Life a-suspension-holds
SELECT card_id, seq, 'is of kind ' || kind || ' while the card is suspended'
FROM (
    SELECT card_id, seq, kind, sum(CASE kind WHEN 8 THEN 1 WHEN 9 THEN -1 ELSE 0 END) OVER (
        PARTITION BY card_id ORDER BY seq) AS holds FROM entries
) AS steps
WHERE holds NOT IN (0, 1) OR (holds = 1 AND kind IN (2, 6, 7, 10))

-- query Life a-loss-ends-once
SELECT card_id, seq, 'is of kind ' || kind || ' while the card is ' || CASE lost WHEN 0 THEN 'not lost' ELSE 'lost' END
FROM (
    SELECT card_id, seq, kind, coalesce((
        SELECT CASE WHEN before.kind = 4 THEN 1 ELSE 0 END FROM entries before
        WHERE before.card_id = later.card_id AND before.seq < later.seq AND before.kind IN (4, 5, 6)
        ORDER BY before.seq DESC LIMIT 1), 0) AS lost
    FROM entries later WHERE later.kind IN (4, 5, 7)
) AS steps
WHERE (kind = 5 AND lost = 0) OR (kind IN (4, 7) AND lost = 1)

-- query Life an-opening-opens
SELECT o.card_id, o.seq, 'is an opening behind the entry ' || e.seq || ' of kind ' || e.kind
FROM entries o JOIN entries e ON e.card_id = o.card_id AND e.seq < o.seq
WHERE o.kind = 15 AND (e.kind NOT IN (1, 4, 8) OR e.idempotency_key <> '')

-- query Life an-opening-names-its-card
SELECT card_id, seq, 'is an opening that answers ' || idempotency_key FROM entries
WHERE kind = 15 AND (seq = 1 OR idempotency_key NOT LIKE 'import/%')

-- query ExclusiveSlots what-is-held-is-said
SELECT h.card_id, l.seq, h.key || ' is held, which the card''s last entry doesn''t say'
FROM exclusive_slots h
LEFT JOIN holders x ON x.card_id = h.card_id AND x.key = h.key
LEFT JOIN lasts l ON l.card_id = h.card_id
WHERE x.key IS NULL

-- query ExclusiveSlots what-is-said-is-held
SELECT x.card_id, x.seq, x.key || ' is not held for it'
FROM holders x LEFT JOIN exclusive_slots h ON h.card_id = x.card_id AND h.key = x.key
WHERE h.key IS NULL

-- query ExclusiveSlots one-card-of-a-type
SELECT card_id, seq, 'is not the first card with ' || key
FROM (SELECT card_id, seq, key, row_number() OVER (PARTITION BY key ORDER BY card_id) AS nth FROM holders) AS numbered
WHERE nth > 1

-- query Transfer each-side-has-its-other
SELECT e.card_id, e.seq, 'the other side of ' || e.points || ' points is not there'
FROM sides e LEFT JOIN sides o ON o.card_id = e.other_card_id AND o.seq = e.other_seq
WHERE o.card_id IS NULL OR o.other_card_id IS NULL OR o.other_card_id <> e.card_id OR o.other_seq <> e.seq
    OR o.kind = e.kind OR o.card_id = e.card_id OR CAST(o.points AS numeric) + e.points <> 0
    OR o.member_id IS NULL OR e.member_id IS NULL OR o.member_id <> e.member_id

-- query Transfer no-date-gains
SELECT i.card_id, i.seq, i.points || ' points came until ' || coalesce(i.expiry_date, 'ever') || ', fewer had left'
FROM moves i
LEFT JOIN moves o ON o.card_id = i.other_card_id AND o.seq = i.other_seq
    AND coalesce(o.expiry_date, '') = coalesce(i.expiry_date, '')
WHERE i.points > 0 AND (o.points IS NULL OR CAST(o.points AS numeric) + i.points > 0)

-- query Guest a-guest-holds-no-points
SELECT e.card_id, e.seq, 'is of kind ' || e.kind || ' with ' || e.points || ' points on a guest card'
FROM guests g JOIN entries e ON e.card_id = g.card_id
WHERE e.kind NOT IN (1, 10, 16, 17) OR e.points <> 0

-- query Guest only-guests-are-claimed
SELECT e.card_id, e.seq, 'is of kind ' || e.kind || ' on no guest card, or not on its day'
FROM entries e LEFT JOIN guests g ON g.card_id = e.card_id
WHERE e.kind IN (16, 17) AND (g.card_id IS NULL OR (e.kind = 17 AND e.business_date <> g.business_date))

-- query Guest a-claim-names-an-entry
SELECT c.card_id, c.seq, 'names an entry that is not there'
FROM shown c LEFT JOIN entries e ON e.card_id = c.other_card_id AND e.seq = c.other_seq
WHERE c.kind = 17 AND (e.card_id IS NULL OR e.card_id = c.card_id)

-- query Guest what-earned-was-claimed
SELECT a.card_id, a.seq, 'earned a receipt that no claimed guest card had'
FROM shown a
LEFT JOIN shown p ON p.card_id = a.other_card_id AND p.seq = a.other_seq AND p.kind = 16 AND p.receipt = a.receipt
LEFT JOIN shown c ON c.card_id = a.other_card_id AND c.kind = 17 AND c.other_card_id = a.card_id
    AND c.other_seq >= a.seq
WHERE a.kind = 2 AND (p.card_id IS NULL OR c.card_id IS NULL)
