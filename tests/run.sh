#!/usr/bin/env bash
# Builds everything and runs every test: of the Solo edition always, of Cluster where its packages restore.
#
#   tests/run.sh [--edition solo|cluster|both] [--filter TEXT] [--probe]
#
# --filter runs the tests whose full name contains the text. The last line is: N passed, N failed, N skipped
# Release, because what is tested should be what runs. The test projects are programs; each runs by itself, with a
# time limit, and its whole output stays in .artifacts/<edition>/tests. A project that says SameInBothEditions tests
# code that knows neither Orleans nor gRPC: where both editions are tested, it runs once.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../src/edition.sh"

limit=${LOYALTY_TEST_SECONDS:-600} # per project, against one that hangs; the slowest takes a fifth of it
wanted='' filter='' again=''
while [ $# -gt 0 ]; do
  case "$1" in
    --edition | --filter)
      [ $# -ge 2 ] || fail "$1 needs a value."
      if [ "$1" = --edition ]; then wanted=$2; else filter=$2; fi
      shift 2
      ;;
    --probe) again=again; shift ;;
    --help | -h) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit ;;
    *) fail "Unknown: $1. Usage: tests/run.sh [--edition solo|cluster|both] [--filter TEXT] [--probe]" ;;
  esac
done

passed=0 failed=0 skipped=0
n='([0-9]+)'
summary="s/.*Total: $n, Errors: $n, Failed: $n, Skipped: $n, Not Run: $n,.*/\\1 \\2 \\3 \\4 \\5/p"

choose_editions() {
  case "$wanted" in
    both) editions='solo cluster' ;;
    solo | cluster) editions=$wanted ;;
    '')
      choose_edition '' "$again"
      editions=solo
      if [ "$edition" = cluster ]; then editions='solo cluster'; fi
      ;;
    *) fail "--edition is solo, cluster or both, not '$wanted'." ;;
  esac
  say "Testing: ${editions// / and }."
}

# The foreign gRPC clients and buf; tests that need them say what they skip where they are missing.
install_node_packages() {
  local folder=$root/.artifacts/node wanted=$root/tests/interop/package.json
  if ! command -v npm > /dev/null; then
    say "No node here: tests that need it are skipped."
  elif ! cmp -s "$wanted" "$folder/installed.json"; then
    mkdir -p "$folder"
    cp "$wanted" "$folder/package.json"
    if (cd "$folder" && timeout 120 npm install --no-package-lock --no-audit --no-fund) \
      > "$folder/install.log" 2>&1 < /dev/null; then
      cp "$wanted" "$folder/installed.json"
    else
      say "npm could not install tests/interop/package.json, see $folder/install.log: what needs it is skipped."
    fi
  fi
}

# Runs one test program and counts; $1: edition, $2: its name.
run_project() {
  local log=$root/.artifacts/$1/tests/$2.txt program=$root/.artifacts/$1/bin/$2/release/$2 status=0
  local arguments=(-noLogo -noColor -longRunning 60) counts total=0 errors=0 bad=0 skips=0 idle=0
  if [ -n "$filter" ]; then arguments+=(-method "*$filter*"); fi
  mkdir -p "${log%/*}"
  (cd "$root" && timeout -k 10 "$limit" "$program" "${arguments[@]}") > "$log" 2>&1 < /dev/null || status=$?
  counts=$(sed -nE "$summary" "$log" | tail -n 1)
  if [ -n "$counts" ]; then read -r total errors bad skips idle <<< "$counts"; fi
  bad=$((bad + errors))
  local good=$((total - bad - skips - idle)) remark=''
  if [ $good -lt 0 ]; then good=0; fi
  if [ $status -eq 124 ] || [ $status -eq 137 ]; then
    remark="took more than $limit s"
  elif [ -z "$counts" ] && ! grep -q 'Total: 0$' "$log"; then
    remark="ended with $status and no summary"
  elif [ $status -ne 0 ] && [ $bad -eq 0 ]; then
    remark="ended with $status"
  elif [ $((good + bad + skips)) -eq 0 ] && [ -z "$filter" ]; then
    remark="ran no test"
  fi
  if [ -n "$remark" ]; then bad=$((bad + 1)); fi

  say "$1 $2: $good passed, $bad failed, $skips skipped${remark:+; it $remark}"
  if [ $bad -gt 0 ]; then tail -n 200 "$log"; fi
  grep -A 1 -F '[SKIP]' "$log" | grep -v '^--$' || true
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skips))
}

run_edition() {
  local project other=solo
  if [ "$1" = solo ]; then other=cluster; fi
  if ! build "$1" Loyalty.sln; then
    say "$1: the build failed."
    failed=$((failed + 1))
    return
  fi
  for project in "$root"/tests/*/*.csproj; do
    grep -q '<UsesXunit>true' "$project" || continue
    if grep -q "<LoyaltyOnly>$other" "$project"; then continue; fi
    if [ "$1 $editions" = 'cluster solo cluster' ] && grep -q '<SameInBothEditions>true' "$project"; then continue; fi
    project=${project##*/}
    run_project "$1" "${project%.csproj}"
  done
}

require_sdk
choose_editions
install_node_packages
for one in $editions; do run_edition "$one"; done
if [ $((passed + failed + skipped)) -eq 0 ]; then
  say "No test ran."
  failed=1
fi
say "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
