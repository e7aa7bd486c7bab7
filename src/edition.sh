# Shared by src/run.sh and tests/run.sh: which edition can be built here. Sourced, not run.
#
#   cluster  the real Orleans and gRPC packages
#   solo     our own small implementations of the same APIs, for one process
#
# What the probe learnt is kept in .edition.props, which plain dotnet commands and IDEs read as well.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
remembered=$root/.edition.props
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

# Writes down the edition for plain dotnet commands; $1: edition, $2: why.
remember() {
  local solo=true
  if [ "$1" = cluster ]; then solo=false; fi
  cat > "$remembered" << END
<Project>
  <!-- $1: $2. Written by src/edition.sh; delete it to look again. -->
  <PropertyGroup>
    <LoyaltySolo Condition="'\$(LoyaltySolo)' == ''">$solo</LoyaltySolo>
  </PropertyGroup>
</Project>
END
}

# Restores the probe project with the real packages, and remembers the outcome unless it may be another tomorrow.
probe() {
  local log=$root/.artifacts/probe.log status=0 missing
  mkdir -p "$root/.artifacts"
  timeout 60 dotnet restore "$root/src/edition.probe.csproj" --force -v q -p:LoyaltySolo=false \
    -p:ArtifactsPath="$root/.artifacts/probe" > "$log" 2>&1 < /dev/null || status=$?
  missing=$(sed -nE "s/.*NU110[0-3]: Unable to (find|resolve) (package )?'?([A-Za-z0-9.]*[A-Za-z0-9]).*/\3/p" "$log" \
    | sort -u | awk 'NR <= 3 { names = names sep $0; sep = ", " } END { if (NR > 3) names = names " and " NR - 3 " more"
      print names }')
  if [ $status -eq 0 ]; then
    remember cluster "the real packages restore"
    say "Edition: cluster; the real Orleans and gRPC packages restore here."
  elif [ $status -eq 124 ]; then
    rm -f "$remembered"
    say "Edition: solo, for this time; the package source did not answer in 60 s."
  elif grep -qE 'NU110[0-3]' "$log" && ! grep -q 'NU1301' "$log"; then
    remember solo "the package source lacks ${missing:-some of the real packages}"
    say "Edition: solo; the package source lacks ${missing:-some of the real packages (see $log)}."
  else
    rm -f "$remembered"
    say "Edition: solo, for this time; no package source answers" \
      "($(grep -oE '(error )?(NU|MSB|NETSDK)[0-9]+: .{0,80}' "$log" | head -n 1 || true))."
  fi
}

# Sets $edition; $1: solo, cluster or empty; $2: "again" looks again although an answer is remembered.
choose_edition() {
  edition=$1
  case "$edition" in
    solo | cluster) say "Edition: $edition, as asked." ;;
    '')
      if [ ! -f "$remembered" ] || [ "${2:-}" = again ]; then
        probe
      else
        say "Edition: $(sed -nE 's/.*<!-- (.*)\. Written.*/\1/p' "$remembered")."
      fi
      edition=solo
      if grep -qs '>false</LoyaltySolo>' "$remembered"; then edition=cluster; fi
      ;;
    *) fail "--edition is solo or cluster, not '$edition'." ;;
  esac
}

# Builds $2 (a project or solution) of edition $1 in Release; a failure shows its errors. One compiler serves all
# projects, each of which else starts and warms up its own; it has a name to itself and ends with the build.
build() {
  local solo=true log=$root/.artifacts/build-$1.log status=0 compiler=loyalty-$$ sdk
  if [ "$1" = cluster ]; then solo=false; fi
  mkdir -p "$root/.artifacts"
  dotnet build "$root/$2" -c Release -v q -nodeReuse:false -p:UseSharedCompilation=true \
    -p:SharedCompilationId="$compiler" -p:LoyaltySolo="$solo" > "$log" 2>&1 < /dev/null || status=$?
  sdk=$(dotnet --info | sed -n 's/^ *Base Path: *//p')
  dotnet "$sdk/Roslyn/bincore/VBCSCompiler.dll" -shutdown -pipename:"$compiler" >> "$log" 2>&1 < /dev/null || true
  if [ $status -eq 0 ]; then return; fi
  grep -E '(error|warning) [A-Z]+[0-9]+' "$log" | sort -u | head -n 40 >&2 || tail -n 40 "$log" >&2
  return 1
}
