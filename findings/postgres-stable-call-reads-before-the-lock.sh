#!/usr/bin/env bash
# PostgreSQL 15.18: a guard that calls a STABLE function passes the transaction that waited for the change.
#
# expect  In READ COMMITTED each statement of a PL/pgSQL function sees what is committed when it runs, so
#         `IF current_epoch() = 1` and `SELECT id INTO e FROM epoch` are the same guard.
# seen    An expression takes its snapshot first, then calls the function, whose query waits for the table's lock
#         (held by who changes the row) and reads with the snapshot from before the wait. A query that is a statement
#         of the function itself locks first and takes its snapshot afterwards:
#             by_call:  fresh session 2, warm session 1
#             by_query: fresh session 2, warm session 2
#         A session's first call is right by accident: it waits while it plans the expression. So a test on a fresh
#         connection passes, and the pool's connections fail.
# means   A guard in a database function has to read its row by a statement of its own.
# here    refuse_other_epoch.sql (src/Loyalty.Ledger/Postgres/Migrations): it reads the epoch itself.
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
sql() { psql -XqAt -v ON_ERROR_STOP=1 -h "$work" -U postgres -d postgres "$@"; }

sql <<'SQL'
CREATE TABLE epoch (id int);
CREATE FUNCTION current_epoch() RETURNS int LANGUAGE sql STABLE AS 'SELECT id FROM epoch';
CREATE FUNCTION by_call() RETURNS int LANGUAGE plpgsql AS
    $$ BEGIN IF current_epoch() = 1 THEN RETURN 1; END IF; RETURN 2; END $$;
CREATE FUNCTION by_query() RETURNS int LANGUAGE plpgsql AS
    $$ DECLARE e int; BEGIN SELECT id INTO e FROM epoch; RETURN e; END $$;
SQL

# The answer of guard $1 in a session that has called it $2 times before, and now waits for a change from 1 to 2.
answer() {
    sql -c "TRUNCATE epoch" -c "INSERT INTO epoch VALUES (1)"
    coproc READER { sql 2>&1; }
    local reader=$READER_PID from=${READER[0]} to=${READER[1]} line
    for ((i = 0; i < $2; i++)); do echo "SELECT $1();" >&"$to"; read -r line <&"$from"; done
    coproc WRITER { sql 2>&1; }
    local writer=$WRITER_PID
    echo "BEGIN; LOCK TABLE epoch IN ACCESS EXCLUSIVE MODE; UPDATE epoch SET id = 2; SELECT 'locked';" >&"${WRITER[1]}"
    read -r line <&"${WRITER[0]}"
    echo "SELECT $1();" >&"$to"
    for ((i = 0; i < 100; i++)); do
        [[ $(sql -c "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") == 0 ]] || break
        sleep 0.1
    done
    echo "COMMIT; \\q" >&"${WRITER[1]}"
    read -r line <&"$from"
    echo "\\q" >&"$to"
    wait "$reader" "$writer" || true
    echo "$line"
}

expected="by_call: fresh session 2, warm session 1
by_query: fresh session 2, warm session 2"
seen=$(for guard in by_call by_query; do
    echo "$guard: fresh session $(answer "$guard" 0 2>> err.log), warm session $(answer "$guard" 1 2>> err.log)"
done)
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
echo "seen as described: PostgreSQL $(sql -c 'SHOW server_version'), a warm session's STABLE call passed a change"
