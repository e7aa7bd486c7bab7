#!/usr/bin/env bash
# Microsoft.Extensions.DependencyInjection 10.0.14: resolving a service for the second time queues work on the pool.
#
# expect  GetRequiredService runs on the thread that calls it and leaves nothing behind, so that a single-threaded,
#         deterministic program (a simulator of grains that resolves Orleans' codecs) never meets the thread pool.
# seen    At the second resolution of a transient with a dependency the container queues the compilation of its
#         resolution. A switch, read once in a process, leaves it out. Items queued after 1, 2 and 3 resolutions:
#             by default: 0 1 1
#             with DisableDynamicEngine: 0 0 0
# means   Whoever proves determinism by counting pool items sees one, once per service type and process.
# here    tests/Loyalty.Simulation/Loyalty.Simulation.csproj sets the switch.
set -euo pipefail

command -v dotnet > /dev/null || { echo "skipped: no .NET SDK here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > app.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <AssemblyName>app</AssemblyName>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Extensions.DependencyInjection" Version="10.0.14" />
  </ItemGroup>
</Project>
XML

cat > Program.cs <<'CS'
using Microsoft.Extensions.DependencyInjection;

if (args.Length > 0) AppContext.SetSwitch("Microsoft.Extensions.DependencyInjection.DisableDynamicEngine", true);
using var provider = new ServiceCollection().AddTransient<Receipt>().AddTransient<Store>().BuildServiceProvider();
var before = Items();
var seen = new List<long>();
for (var i = 0; i < 3; i++)
{
    provider.GetRequiredService<Receipt>();
    Thread.Sleep(300); // an item that is running is counted neither as pending nor as completed
    seen.Add(Items() - before);
}

Console.WriteLine($"{(args.Length > 0 ? "with DisableDynamicEngine" : "by default")}: {string.Join(' ', seen)}");

static long Items() => ThreadPool.CompletedWorkItemCount + ThreadPool.PendingWorkItemCount;

public sealed class Store;

public sealed class Receipt(Store store)
{
    public Store Store => store;
}
CS

dotnet restore -v q > restore.log 2>&1 \
    || { tail -3 restore.log; echo "skipped: the packages can't be had here"; exit 77; }
dotnet build --no-restore -c Release -v q -o out -nodeReuse:false -p:UseSharedCompilation=false > build.log 2>&1 \
    || { tail -5 build.log; exit 1; }

expected='by default: 0 1 1
with DisableDynamicEngine: 0 0 0'
seen=$(timeout 60 dotnet out/app.dll && timeout 60 dotnet out/app.dll off)
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
echo "seen as described: a second resolution queues work on the pool, unless the dynamic engine is disabled"
