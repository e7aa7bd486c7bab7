#!/usr/bin/env bash
# Microsoft.Orleans 10.4.2, Linux: a silo that just started warns of a stall as long as the machine is up.
#
# expect  Orleans.Runtime.Watchdog warns when its check of the silo has not run for some time: a duration beyond the
#         silo's own life can't come.
# seen    One thread notes the time after each check, another looks at the note, which begins as 0 of the monotonic
#         clock. If the second is first, the time since is the machine's uptime:
#             Participant check thread has not completed for 01:03:19.5004862, potentially indicating lock contention
#         It is a race: lost in 10 of 16 starts on two busy cores. Here silos are started until one says so, at most
#         60; a machine that is idle may need a second run:
#             a stall as long as the machine is up: warned of
# means   An operator reads of a deadlock of days in a node of one second. Its event id (100150)
#         is that of real stalls too.
# here    nothing: it stays in the log, since a filter by category would hide real stalls.
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
using System.Text.RegularExpressions;

var log = new Watched();
for (var start = 0; start < 60 && !log.Warned; start++)
{
    using var host = Host.CreateDefaultBuilder()
        .ConfigureLogging(logging => logging.ClearProviders().AddProvider(log))
        .UseOrleans(silo => silo.UseLocalhostClustering(FreePort(), FreePort()))
        .Build();
    await host.StartAsync();
    for (var i = 0; i < 10 && !log.Warned; i++) await Task.Delay(100);
    await host.StopAsync();
}

Console.WriteLine($"a stall as long as the machine is up: {(log.Warned ? "" : "not ")}warned of");

static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}

public sealed class Watched : ILoggerProvider, ILogger
{
    public volatile bool Warned;

    public ILogger CreateLogger(string category) => this;

    public IDisposable BeginScope<T>(T state) => null;

    public bool IsEnabled(LogLevel level) => level >= LogLevel.Warning;

    public void Log<T>(LogLevel level, EventId id, T state, Exception error, Func<T, Exception, string> format)
    {
        var stall = Regex.Match(format(state, error), "has not completed for ([0-9.:]+)");
        if (!stall.Success || !TimeSpan.TryParse(stall.Groups[1].Value, out var duration)) return;
        var up = TimeSpan.FromMilliseconds(Environment.TickCount64);
        Warned |= (up - duration).Duration() < TimeSpan.FromSeconds(10);
    }

    public void Dispose()
    {
    }
}
CS

dotnet restore -v q > restore.log 2>&1 \
    || { tail -3 restore.log; echo "skipped: the packages can't be had here"; exit 77; }
dotnet build --no-restore -c Release -v q -o out -nodeReuse:false -p:UseSharedCompilation=false > build.log 2>&1 \
    || { tail -5 build.log; exit 1; }

expected='a stall as long as the machine is up: warned of'
seen=$(timeout 300 dotnet out/app.dll)
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
echo "seen as described: a silo of Orleans 10.4.2 warns at its start of a stall as long as the uptime"
