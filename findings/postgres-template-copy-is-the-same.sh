#!/usr/bin/env bash
# PostgreSQL 15.18: a database and its TEMPLATE copy differ in one number, that of pg_database.
#
# expect  A table of a copied database has an oid and a file of its own, and its rows are new rows: so a table's oid
#         and filenode, with the server's identity and start, tell which database a cached answer is about.
# seen    CREATE DATABASE ... TEMPLATE copies files and catalogue as they are. Equal in both: the table's oid and
#         filenode, its rows' xmin and ctid, the server's system identifier and start; and, once it is renamed, the
#         name. Only the database's oid differs. (pg_control_system() needs no grant; the role here is an ordinary one.)
#             original: table 1, file 1, row 1, server 1, start 1, database 1
#             copy:     table 1, file 1, row 1, server 1, start 1, database 2
# means   A process that keeps anything about a database between connections needs the database's oid in the key,
#         and for dumps and file copies something that is written when a copy is first opened.
# here    epochs.sql (src/Loyalty.Ledger/Postgres/Migrations): an epoch, valid for one system identifier and oid.
set -euo pipefail

bin=$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -1) || true
[[ -n $bin ]] && command -v psql setpriv > /dev/null || { echo "skipped: no PostgreSQL server here"; exit 77; }
work=$(mktemp -d)
owner() { if [[ $(id -u) == 0 ]]; then setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else "$@"; fi; }
finish() { owner "$bin/pg_ctl" -D "$work/data" -m immediate stop > "$work/stop.log" 2>&1 || true; rm -rf "$work"; }
trap finish EXIT
cd "$work"
if [[ $(id -u) == 0 ]]; then chown postgres "$work"; fi
owner "$bin/initdb" -D "$work/data" -U postgres -A trust -N > "$work/initdb.log"
options="-k $work -c listen_addresses='' -c fsync=off"
owner "$bin/pg_ctl" -D "$work/data" -l "$work/log" -o "$options" -w start > start.log
sql() { psql -XqAt -v ON_ERROR_STOP=1 -h "$work" "$@"; }

sql -U postgres -d postgres -c "CREATE ROLE app LOGIN" -c "CREATE DATABASE ledger OWNER app"
sql -U app -d ledger -c "CREATE TABLE entry (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz DEFAULT now())" \
    -c "INSERT INTO entry DEFAULT VALUES"

# What a session of an ordinary role can read about where it is, a line each.
facts() {
    sql -U app -d ledger -c "SELECT 'entry'::regclass::oid" -c "SELECT pg_relation_filenode('entry')" \
        -c "SELECT (xmin, ctid) FROM entry" -c "SELECT system_identifier FROM pg_control_system()" \
        -c "SELECT pg_postmaster_start_time()" -c "SELECT oid FROM pg_database WHERE datname = current_database()"
}

# The facts of file $1, each as 1 if it is the original's and 2 if it isn't.
compared() {
    local names=(table file row server start database) i=0 number
    paste -d '\t' original "$1" | while IFS=$'\t' read -r first second; do
        number=1
        [[ $first == "$second" ]] || number=2
        printf '%s %d%s' "${names[i]}" "$number" "$([[ $i == 5 ]] || echo ', ')"
        i=$((i + 1))
    done
}

facts > original
sql -U postgres -d postgres -c "CREATE DATABASE copy TEMPLATE ledger OWNER app" \
    -c "ALTER DATABASE ledger RENAME TO former" -c "ALTER DATABASE copy RENAME TO ledger"
facts > copy
expected="original: table 1, file 1, row 1, server 1, start 1, database 1
copy:     table 1, file 1, row 1, server 1, start 1, database 2"
seen="original: $(compared original)
copy:     $(compared copy)"
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
echo "seen as described: PostgreSQL $(sql -U app -d ledger -c 'SHOW server_version'), only the database's oid differs"
