#!/usr/bin/env bash
# Grpc.AspNetCore.HealthChecks 2.85.0: Check and Watch of one server say different things for up to half a minute.
#
# expect  grpc.health.v1 has one state per service: Watch tells of a change when Check would. And a check that was
#         added by name can be asked for by that name.
# seen    Check runs the health checks for each call. Watch is fed by ASP.NET Core's publisher, by default 5 s after
#         the start and then every 30 s. Only the service "" is known; a check's name is no service:
#             before: Check Serving, Watch Serving
#             after the check failed: Check NotServing within 5 s, Watch still Serving 15 s later
#             Check of "ledger", the name of the check: NotFound
# means   Balancers that watch (gRPC clients with health checking) go on sending to a node that readiness probes have
#         taken out, unless HealthCheckPublisherOptions.Period is shorter.
# here    src/Loyalty.Server/Hosting/Health.cs publishes at once and every 5 s.
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
    <PackageReference Include="Grpc.AspNetCore.HealthChecks" Version="2.85.0" />
    <PackageReference Include="Grpc.Net.Client" Version="2.85.0" />
  </ItemGroup>
</Project>
XML

cat > Program.cs <<'CS'
using System.Diagnostics;
using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;

var ready = true;
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
    kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
builder.Services.AddGrpc();
builder.Services.AddGrpcHealthChecks()
    .AddCheck("ledger", () => ready ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
await using var app = builder.Build();
app.MapGrpcHealthChecksService();
await app.StartAsync();
using var channel = GrpcChannel.ForAddress(app.Urls.First());
var health = new Health.HealthClient(channel);
async Task<string> Check() => $"{(await health.CheckAsync(new HealthCheckRequest())).Status}";

var watched = "nothing";
using var watch = health.Watch(new HealthCheckRequest());
_ = Task.Run(async () =>
{
    await foreach (var answer in watch.ResponseStream.ReadAllAsync())
        Volatile.Write(ref watched, $"{answer.Status}");
});
await Task.Delay(10_000); // past the publisher's first round
Console.WriteLine($"before: Check {await Check()}, Watch {Volatile.Read(ref watched)}");
ready = false;
var clock = Stopwatch.StartNew();
var status = await Check();
var within = clock.Elapsed < TimeSpan.FromSeconds(5) ? "within 5 s" : $"after {clock.Elapsed}";
await Task.Delay(15_000);
var still = Volatile.Read(ref watched);
Console.WriteLine($"after the check failed: Check {status} {within}, Watch still {still} 15 s later");
try
{
    await health.CheckAsync(new HealthCheckRequest { Service = "ledger" });
}
catch (RpcException refused)
{
    Console.WriteLine($"Check of \"ledger\", the name of the check: {refused.StatusCode}");
}
CS

dotnet restore -v q > restore.log 2>&1 \
    || { tail -3 restore.log; echo "skipped: the packages can't be had here"; exit 77; }
dotnet build --no-restore -c Release -v q -o out -nodeReuse:false -p:UseSharedCompilation=false > build.log 2>&1 \
    || { tail -5 build.log; exit 1; }

expected='before: Check Serving, Watch Serving
after the check failed: Check NotServing within 5 s, Watch still Serving 15 s later
Check of "ledger", the name of the check: NotFound'
seen=$(timeout 120 dotnet out/app.dll)
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
echo "seen as described: Grpc.AspNetCore.HealthChecks 2.85.0: Watch lags behind Check"
