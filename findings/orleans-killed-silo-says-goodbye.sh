#!/usr/bin/env bash
# Microsoft.Orleans.TestingHost 10.4.2: KillSiloAsync is no crash, the silo still writes its own death.
#
# expect  After KillSiloAsync the table says Active, and the others find out by probes that fail and votes, within
#         half a minute: so a test with it shows how a cluster lives through a silo that is gone without a word.
# seen    The killed silo writes Dead into the membership table as it goes, and the others know when the call ends:
#             when the kill ends: Dead
#             a call to a grain that was there: answered within 5 s
# means   Tests that kill silos so never meet the time in which a dead silo is taken for alive, where calls to its
#         grains hang until their timeout. That takes a process and a real kill.
# here    tests/Loyalty.Torture kills processes; tests/Loyalty.Grains.Tests/Silos/SiloPair.cs uses KillSiloAsync.
set -euo pipefail

command -v dotnet > /dev/null || { echo "skipped: no .NET SDK here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > app.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <AssemblyName>app</AssemblyName>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Orleans.Server" Version="10.4.2" />
    <PackageReference Include="Microsoft.Orleans.TestingHost" Version="10.4.2" />
  </ItemGroup>
</Project>
XML

cat > Program.cs <<'CS'
using System.Diagnostics;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

var builder = new InProcessTestClusterBuilder(2);
builder.ConfigureSilo((_, silo) => silo.Services.AddLogging(log => log.ClearProviders()));
await using var cluster = builder.Build();
await cluster.DeployAsync();
var (survivor, killed) = (cluster.Silos[0], cluster.Silos[1]);
RequestContext.Set(IPlacementDirector.PlacementHintKey, killed.SiloAddress);
var grain = survivor.ServiceProvider.GetRequiredService<IGrainFactory>().GetGrain<IEcho>("a");
if (await grain.Where() != killed.SiloAddress.ToString()) throw new InvalidOperationException("placed elsewhere");
RequestContext.Clear();

await cluster.KillSiloAsync(killed);
var members = survivor.ServiceProvider.GetRequiredService<IClusterMembershipService>();
Console.WriteLine($"when the kill ends: {members.CurrentSnapshot.GetSiloStatus(killed.SiloAddress)}");
var clock = Stopwatch.StartNew();
await grain.Where();
var within = clock.Elapsed < TimeSpan.FromSeconds(5) ? "within 5 s" : $"after {clock.Elapsed}";
Console.WriteLine($"a call to a grain that was there: answered {within}");

public interface IEcho : IGrainWithStringKey
{
    Task<string> Where();
}

public sealed class EchoGrain(ILocalSiloDetails silo) : Grain, IEcho
{
    public Task<string> Where() => Task.FromResult(silo.SiloAddress.ToString());
}
CS

dotnet restore -v q > restore.log 2>&1 \
    || { tail -3 restore.log; echo "skipped: the packages can't be had here"; exit 77; }
dotnet build --no-restore -c Release -v q -o out -nodeReuse:false -p:UseSharedCompilation=false > build.log 2>&1 \
    || { tail -5 build.log; exit 1; }

expected='when the kill ends: Dead
a call to a grain that was there: answered within 5 s'
seen=$(timeout 120 dotnet out/app.dll)
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
echo "seen as described: Orleans 10.4.2: a silo killed by TestingHost is Dead in the table at once"
