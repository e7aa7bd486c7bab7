#!/usr/bin/env bash
# PostgreSQL 15.18: a commit whose wait for a synchronous standby is cancelled answers that it succeeded.
#
# expect  statement_timeout ends a statement that takes longer, and a statement that is cancelled fails (57014): so
#         with synchronous replication "OK" means that the standby has it, and an error that it may not.
# seen    The wait for the standby belongs to no statement. statement_timeout doesn't end it; a cancel does, and the
#         client is told of success, with a warning as a notice, although no standby has the row:
#             waiting after three times the timeout: yes
#             cancelled: WARNING:  canceling wait for synchronous replication due to user request
#             cancelled: INSERT 0 1
#             rows here: 1
# means   A driver that cancels at its own timeout (Npgsql's CancellationToken does) can turn "not replicated yet"
#         into "committed". Only the notice says so, and nobody reads notices.
# here    src/Loyalty.Ledger/Postgres/PostgresErrors.cs says it at 57014; the engine sees an acknowledged commit.
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
sql() { psql -XAt -v ON_ERROR_STOP=1 -h "$work" -U postgres -d postgres "$@"; }

sql -c "CREATE TABLE entry (points int)" > ddl.log
sql -c "ALTER SYSTEM SET synchronous_standby_names = 'elsewhere'" -c "SELECT pg_reload_conf()" >> ddl.log
until_seen() { for ((i = 0; i < 300; i++)); do [[ $(sql -c "$1" 2>> err.log) == "$2" ]] && return; sleep 0.1; done; }
until_seen "SHOW synchronous_standby_names" elsewhere

waiting="SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
PGOPTIONS='-c statement_timeout=1000' sql -c "INSERT INTO entry VALUES (100)" > answer 2>&1 &
client=$!
until_seen "$waiting" 1
sleep 3
still=$([[ $(sql -c "$waiting") == 1 ]] && echo yes || echo no)
sql -c "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'" > cancel.log
wait "$client" || echo "exit code $?" >> answer

expected="waiting after three times the timeout: yes
cancelled: WARNING:  canceling wait for synchronous replication due to user request
cancelled: INSERT 0 1
rows here: 1"
seen="waiting after three times the timeout: $still
$(grep -v DETAIL answer | sed 's/^/cancelled: /')
rows here: $(sql -c 'SELECT count(*) FROM entry')"
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
echo "seen as described: PostgreSQL $(sql -c 'SHOW server_version') answers OK to a commit that no standby has"
