#!/usr/bin/env bash
# Builds the engine and runs it in the foreground; Ctrl-C stops it after what it has in hand.
#
#   src/run.sh [server settings]
#
# With nothing set: SQLite in the folder `data` beside you, gRPC on 127.0.0.1:7080, health on 127.0.0.1:7081.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/build.sh"

case "${1:-}" in
  --help | -h) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit ;;
  --) shift ;;
esac

require_sdk
say "Building; the first time takes a minute or two."
build src/Loyalty.Server/Loyalty.Server.csproj src/Loyalty.Cli/Loyalty.Cli.csproj
say "First call, from another terminal: src/loyalty card issue"
exec "$root/.artifacts/bin/Loyalty.Server/release/Loyalty.Server" "$@"
