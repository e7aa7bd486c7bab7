#!/usr/bin/env bash
# Microsoft.Orleans.* 10.4.2: every program carries Roslyn, and nothing loads it.
#
# expect  Orleans generates code when a program is built, so its generator is a build-time asset, and what stands
#         beside the program is what it runs with.
# seen    The packages name Microsoft.CodeAnalysis.Workspaces.Common 5.0.0 as an ordinary dependency. It brings
#         Roslyn, Humanizer and System.Composition, 7 MB beside any program that refers to any Orleans package, and a
#         silo that starts, activates a grain and stops loads none of them:
#             beside the program: Humanizer Microsoft.CodeAnalysis Microsoft.CodeAnalysis.Workspaces
#             more than 7 MB: yes
#             loaded by a silo that answered a call: none
# means   Images and start-up scans are larger, and a scanner reports a compiler in a server.
# here    Directory.Build.targets refers to them with ExcludeAssets="all"; ProjectTests looks into the output.
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
string[] roslyn = ["Microsoft.CodeAnalysis", "Humanizer", "System.Composition"];
bool IsRoslyns(string name) => roslyn.Any(part => name.StartsWith(part, StringComparison.Ordinal));

var files = new DirectoryInfo(AppContext.BaseDirectory).GetFiles("*.dll").Where(file => IsRoslyns(file.Name)).ToArray();
var names = files.Select(file => Path.GetFileNameWithoutExtension(file.Name))
    .Where(name => !name.StartsWith("System.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
Console.WriteLine($"beside the program: {string.Join(' ', names)}");
Console.WriteLine($"more than 7 MB: {(files.Sum(file => file.Length) > 7_000_000 ? "yes" : "no")}");

using var host = Host.CreateDefaultBuilder()
    .ConfigureLogging(log => log.ClearProviders())
    .UseOrleans(silo => silo.UseLocalhostClustering(FreePort(), FreePort()))
    .Build();
await host.StartAsync();
await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IEcho>("a").Echo(new Text("a"));
await host.StopAsync();
var loaded = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!).Where(IsRoslyns);
Console.WriteLine($"loaded by a silo that answered a call: {string.Join(' ', loaded.DefaultIfEmpty("none"))}");

static int FreePort()
{
    using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
    listener.Start();
    return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
}

[GenerateSerializer]
public sealed record Text(string Value);

public interface IEcho : IGrainWithStringKey
{
    Task<Text> Echo(Text text);
}

public sealed class EchoGrain : Grain, IEcho
{
    public Task<Text> Echo(Text text) => Task.FromResult(text);
}
CS

dotnet restore -v q > restore.log 2>&1 \
    || { tail -3 restore.log; echo "skipped: the packages can't be had here"; exit 77; }
dotnet build --no-restore -c Release -v q -o out -nodeReuse:false -p:UseSharedCompilation=false > build.log 2>&1 \
    || { tail -5 build.log; exit 1; }

expected='beside the program: Humanizer Microsoft.CodeAnalysis Microsoft.CodeAnalysis.Workspaces
more than 7 MB: yes
loaded by a silo that answered a call: none'
seen=$(timeout 120 dotnet out/app.dll)
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
echo "seen as described: Orleans 10.4.2 lays 7 MB of Roslyn beside a program that never loads it"
