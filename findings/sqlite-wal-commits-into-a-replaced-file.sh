#!/usr/bin/env bash
# SQLite 3.40.1 (and 3.50.4), Linux: in WAL mode a commit into a file that was replaced succeeds, and is lost.
#
# expect  With a rollback journal SQLite refuses to write where its database file was moved, replaced or deleted
#         (SQLITE_READONLY_DBMOVED), so one expects the same in WAL mode; and PRAGMA data_version to change.
# seen    Only the opening of a journal looks at the file (pager.c, databaseIsUnmoved). In WAL mode none is opened:
#         COMMIT succeeds, the connection reads its row, data_version stays. The row is in the log of a file without
#         a name, and gone with the process:
#             delete: refused (SQLITE_READONLY_DBMOVED), the file has 1 row
#             wal: committed, the connection has 2 rows, data_version unchanged, the file has 1 row
# means   A backup that is copied back under a running process takes every later commit, each one acknowledged.
# here    src/Loyalty.Ledger/Sqlite/SqliteDatabase.Guard.cs asks whether the file was moved, around each commit.
set -euo pipefail

command -v python3 > /dev/null && python3 -c 'import sqlite3, sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null \
    || { echo "skipped: no python3 (3.11 or newer) with sqlite3 here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > replaced.py <<'PY'
import os, shutil, sqlite3

for mode in ("delete", "wal"):
    os.makedirs(mode)
    path = mode + "/ledger.db"
    db = sqlite3.connect(path, isolation_level=None)
    version = lambda: db.execute("PRAGMA data_version").fetchone()[0]
    rows = lambda connection: connection.execute("SELECT count(*) FROM t").fetchone()[0]
    db.execute("PRAGMA journal_mode=" + mode)
    db.execute("CREATE TABLE t (x)")
    db.execute("INSERT INTO t VALUES (1)")
    if mode == "wal":
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = version()
    shutil.copy(path, "backup.db")
    for name in os.listdir(mode):
        os.unlink(mode + "/" + name)
    shutil.copy("backup.db", path)
    try:
        db.execute("INSERT INTO t VALUES (2)")
        change = "unchanged" if version() == before else "changed"
        told = f"committed, the connection has {rows(db)} rows, data_version {change}"
    except sqlite3.Error as error:
        told = f"refused ({error.sqlite_errorname})"
    db.close()
    count = rows(sqlite3.connect(path))
    print(f"{mode}: {told}, the file has {count} row{'' if count == 1 else 's'}")
PY

expected="delete: refused (SQLITE_READONLY_DBMOVED), the file has 1 row
wal: committed, the connection has 2 rows, data_version unchanged, the file has 1 row"
seen=$(python3 replaced.py)
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
version=$(python3 -c 'import sqlite3; print(sqlite3.sqlite_version)')
echo "seen as described: SQLite $version commits into a replaced file in WAL mode, and says it succeeded"
