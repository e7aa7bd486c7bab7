#!/usr/bin/env bash
# Builds the engine and runs it in the foreground; Ctrl-C stops it after what it has in hand.
#
#   src/run.sh [--edition solo|cluster] [--probe] [-- server settings]
#
# With nothing set: SQLite in the folder `data` beside you, gRPC on 127.0.0.1:7080, health on 127.0.0.1:7081.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/edition.sh"

wanted='' again=''
while [ $# -gt 0 ]; do
  case "$1" in
    --edition)
      [ $# -ge 2 ] || fail "--edition is solo or cluster."
      wanted=$2
      shift 2
      ;;
    --probe) again=again; shift ;;
    --help | -h) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit ;;
    --) shift; break ;;
    *) fail "Unknown: $1. Usage: src/run.sh [--edition solo|cluster] [--probe] [-- server settings]" ;;
  esac
done

require_sdk
choose_edition "$wanted" "$again"
say "Building; the first time takes a minute or two."
build "$edition" src/Loyalty.Server/Loyalty.Server.csproj
build "$edition" src/Loyalty.Cli/Loyalty.Cli.csproj

binaries=$root/.artifacts/$edition/bin
say "First call, from another terminal: $binaries/Loyalty.Cli/release/loyalty card issue"
exec "$binaries/Loyalty.Server/release/Loyalty.Server" "$@"
