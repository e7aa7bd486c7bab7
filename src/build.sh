# Shared by src/run.sh, src/loyalty and tests/run.sh. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '%s\n' "$*"; }

fail() {
  printf '%s\n' "$*" >&2
  exit 2
}

require_sdk() {
  command -v dotnet > /dev/null || fail "The .NET SDK 10 is missing: get it from https://dot.net/download."
  dotnet --list-sdks | grep -q '^10\.' \
    || fail "The .NET SDK 10 is missing (found: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')):" \
      "get it from https://dot.net/download."
}

# Builds the projects or the solution $@ in Release; a failure shows its errors. One compiler serves all projects, each
# of which else starts and warms up its own; it has a name to itself and ends with the build.
build() {
  local log=$root/.artifacts/build.log status=0 compiler=loyalty-$$ sdk one
  mkdir -p "$root/.artifacts"
  : > "$log"
  for one in "$@"; do
    dotnet build "$root/$one" -c Release -v q -nodeReuse:false -p:UseSharedCompilation=true \
      -p:SharedCompilationId="$compiler" >> "$log" 2>&1 < /dev/null || { status=$?; break; }
  done
  sdk=$(dotnet --info | sed -n 's/^ *Base Path: *//p')
  dotnet "$sdk/Roslyn/bincore/VBCSCompiler.dll" -shutdown -pipename:"$compiler" >> "$log" 2>&1 < /dev/null || true
  if [ $status -eq 0 ]; then return; fi
  grep -E '(error|warning) [A-Z]+[0-9]+' "$log" | sort -u | head -n 40 >&2 || tail -n 40 "$log" >&2
  return 1
}
