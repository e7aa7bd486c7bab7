#!/usr/bin/env bash
# Microsoft.Orleans 10.4.2, .NET 10, Linux: two silos listen on one port, and neither hears of it.
#
# expect  A second silo at a port that is taken fails with "address in use", as any .NET listener does.
# seen    Orleans sets SocketOptionName.ReuseAddress before it binds, which .NET on Linux maps to SO_REUSEPORT too
#         (Windows' meaning of the option). Both start; the kernel spreads new connections over the two:
#             first silo: started
#             second silo, another cluster, same ports: started
#             a plain listener, same port: AddressAlreadyInUse
# means   Two servers on default ports on one machine, or one started twice, run and answer each other's peers. With
#         one membership table the older one ends ("I am the older clone"): seen with our server, not shown here.
# here    src/Loyalty.Server/Hosting/PortGuard.cs holds the ports exclusively before the silo starts.
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
  </ItemGroup>
</Project>
XML

cat > Program.cs <<'CS'
using System.Net;
using System.Net.Sockets;

var (siloPort, gatewayPort) = (FreePort(), FreePort());
using var first = await StartAsync("one");
Console.WriteLine("first silo: started");
using var second = await StartAsync("two");
Console.WriteLine("second silo, another cluster, same ports: started");
try
{
    new TcpListener(IPAddress.Loopback, siloPort).Start();
    Console.WriteLine("a plain listener, same port: started");
}
catch (SocketException refused)
{
    Console.WriteLine($"a plain listener, same port: {refused.SocketErrorCode}");
}

await second.StopAsync();
await first.StopAsync();

async Task<IHost> StartAsync(string cluster)
{
    var host = Host.CreateDefaultBuilder()
        .ConfigureLogging(log => log.ClearProviders())
        .UseOrleans(silo => silo.UseLocalhostClustering(siloPort, gatewayPort, null, cluster, cluster))
        .Build();
    await host.StartAsync();
    return host;
}

static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}
CS

dotnet restore -v q > restore.log 2>&1 \
    || { tail -3 restore.log; echo "skipped: the packages can't be had here"; exit 77; }
dotnet build --no-restore -c Release -v q -o out -nodeReuse:false -p:UseSharedCompilation=false > build.log 2>&1 \
    || { tail -5 build.log; exit 1; }

expected='first silo: started
second silo, another cluster, same ports: started
a plain listener, same port: AddressAlreadyInUse'
seen=$(timeout 120 dotnet out/app.dll)
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
echo "seen as described: two silos of Orleans 10.4.2 listen on one port without an error"
