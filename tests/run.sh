#!/usr/bin/env bash
# Builds everything and runs every test.
#
#   tests/run.sh [--filter TEXT]
#
# --filter runs the tests whose full name contains the text. The last line is: N passed, N failed, N skipped
# Release, because what is tested should be what runs. A project of tests is a program whose name ends with .Tests; two
# run at once, each with a time limit, and its whole output stays in .artifacts/tests. Torture comes last and alone: it
# measures how soon what was killed is back.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../src/build.sh"

limit=${LOYALTY_TEST_SECONDS:-600} # per project, against one that hangs; the slowest takes a fifth of it
filter=''
while [ $# -gt 0 ]; do
  case "$1" in
    --filter)
      [ $# -ge 2 ] || fail "$1 needs a value."
      filter=$2
      shift 2
      ;;
    --help | -h) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit ;;
    *) fail "Unknown: $1. Usage: tests/run.sh [--filter TEXT]" ;;
  esac
done

results=$root/.artifacts/tests
n='([0-9]+)'
summary="s/.*Total: $n, Errors: $n, Failed: $n, Skipped: $n, Not Run: $n,.*/\\1 \\2 \\3 \\4 \\5/p"

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

# Runs one test program and notes what came out; $1: its name.
run_project() {
  local log=$results/$1.txt program=$root/.artifacts/bin/$1/release/$1 status=0
  local began=$SECONDS arguments=(-noLogo -noColor -longRunning 60) counts total=0 errors=0 bad=0 skips=0 idle=0
  if [ -n "$filter" ]; then arguments+=(-method "*$filter*"); fi
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

  {
    say "$1: $good passed, $bad failed, $skips skipped${remark:+; it $remark} ($((SECONDS - began)) s)"
    if [ $bad -gt 0 ]; then tail -n 200 "$log"; fi
    grep -A 1 -F '[SKIP]' "$log" | grep -v '^--$' || true
  } > "$results/$1.report"
  say "$good $bad $skips" > "$results/$1.counts"
  cat "$results/$1.report"
}

# Runs the projects of tests, those that take longest first.
run_projects() {
  local project running=0 projects=(Loyalty.Cluster.Tests Loyalty.Ledger.Tests Loyalty.Server.Tests)
  for project in "$root"/tests/*.Tests/; do
    project=$(basename "$project")
    case " ${projects[*]} Loyalty.Torture.Tests " in *" $project "*) ;; *) projects+=("$project") ;; esac
  done
  for project in "${projects[@]}"; do
    if [ $running -eq 2 ]; then wait -n || true; else running=$((running + 1)); fi
    run_project "$project" &
  done
  wait || true
  run_project Loyalty.Torture.Tests
}

require_sdk
install_node_packages
rm -rf "$results"
mkdir -p "$results"
passed=0 failed=0 skipped=0
if build Loyalty.sln; then
  say "Built in $SECONDS s."
  run_projects
  for project in "$root"/tests/*.Tests/; do
    counts=$results/$(basename "$project").counts
    if [ -s "$counts" ]; then read -r good bad skips < "$counts"; else good=0 bad=1 skips=0; fi
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skips))
  done
else
  say "The build failed."
  failed=1
fi
if [ $((passed + failed + skipped)) -eq 0 ]; then
  say "No test ran."
  failed=1
fi
say "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
