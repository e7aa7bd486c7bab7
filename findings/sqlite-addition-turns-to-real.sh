#!/usr/bin/env bash
# SQLite 3.40.1: integer addition that overflows becomes a float and is stored; only sum() refuses.
#
# expect  64-bit integers in an INTEGER column stay integers: an overflow is an error, as in sum(), or wraps.
# seen    `+` and `-` turn to a float without a word, and INTEGER is an affinity, so the float is stored, and taking 1
#         away again doesn't bring the old number back. A STRICT table refuses the write; an expression that is only
#         read is a float still:
#             points + 1, stored: real, the same after - 1: no
#             sum() of the same: integer overflow
#             points + 1, stored in a STRICT table: cannot store REAL value in INTEGER column entry.points
#             points + 1, read from a STRICT table: real
# means   Balances that SQL adds up need STRICT tables, and sum() rather than + where an audit reads them.
# here    src/Loyalty.Ledger/Sqlite/Migrations/: every table is STRICT.
set -euo pipefail

command -v python3 > /dev/null && python3 -c 'import sqlite3, sys; sys.exit(sqlite3.sqlite_version_info < (3, 37))' \
    || { echo "skipped: no python3 with SQLite 3.37 or newer here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > overflow.py <<'PY'
import sqlite3

most = 2**63 - 1

def answer(strict, *statements):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE entry (points INTEGER)" + strict)
    db.execute("INSERT INTO entry VALUES (?)", (most,))
    try:
        return [db.execute(statement).fetchone() for statement in statements][-1]
    except sqlite3.Error as error:
        return str(error)

add = "UPDATE entry SET points = points + 1"
kind, same = answer("", add, f"SELECT typeof(points), points - 1 = {most} FROM entry")
print(f"points + 1, stored: {kind}, the same after - 1: {'yes' if same else 'no'}")
print("sum() of the same:", answer("", "SELECT sum(x) FROM (SELECT points AS x FROM entry UNION ALL SELECT 1)"))
print("points + 1, stored in a STRICT table:", answer(" STRICT", add))
print("points + 1, read from a STRICT table:", *answer(" STRICT", "SELECT typeof(points + 1) FROM entry"))
PY

expected="points + 1, stored: real, the same after - 1: no
sum() of the same: integer overflow
points + 1, stored in a STRICT table: cannot store REAL value in INTEGER column entry.points
points + 1, read from a STRICT table: real"
seen=$(python3 overflow.py)
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
version=$(python3 -c 'import sqlite3; print(sqlite3.sqlite_version)')
echo "seen as described: SQLite $version stores an overflowed sum of integers as a float"
