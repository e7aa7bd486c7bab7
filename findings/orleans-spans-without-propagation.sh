#!/usr/bin/env bash
# Microsoft.Orleans 10.4.2 with ActivitySources: without AddActivityPropagation traces look whole, and miss the calls.
#
# expect  Listening to the sources Microsoft.Orleans.* (OpenTelemetry's AddSource) gives the spans of grain calls; or
#         gives nothing, which one notices.
# seen    Spans of activations come, so tracing seems to work. But calls have none, a grain
#         sees no current activity, and what it activates for a call is a trace of its own:
#             listening only: call spans 0, activation in the caller's trace no, the grain's trace none
#             with AddActivityPropagation: call spans 2, activation in the caller's trace yes, the grain's trace same
# means   A slow accrual and the activation that made it slow stand in two traces that nothing joins.
# here    src/Loyalty.Server/Hosting/Silo.cs propagates activities where telemetry is exported.
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
using System.Collections.Concurrent;
using System.Diagnostics;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

var spans = new ConcurrentQueue<Activity>();
ActivitySource.AddActivityListener(new ActivityListener
{
    ShouldListenTo = source => source.Name is "till" || source.Name.StartsWith("Microsoft.Orleans"),
    Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    ActivityStopped = spans.Enqueue,
});
using var till = new ActivitySource("till");
foreach (var propagate in new[] { false, true })
{
    var builder = new InProcessTestClusterBuilder(2);
    builder.ConfigureSilo((_, silo) =>
    {
        silo.Services.AddLogging(log => log.ClearProviders());
        if (propagate) silo.AddActivityPropagation();
    });
    await using var cluster = builder.Build();
    await cluster.DeployAsync();
    var caller = cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>();
    RequestContext.Set(IPlacementDirector.PlacementHintKey, cluster.Silos[1].SiloAddress);
    var grain = caller.GetGrain<ITraced>("a");
    spans.Clear();
    var root = till.StartActivity("accrue")!;
    var inGrain = await grain.Trace();
    root.Stop();
    RequestContext.Clear();
    await Task.Delay(1_000); // the callee's span ends after its answer has left
    var calls = spans.Count(span => span.DisplayName == "ITraced/Trace");
    var activation = spans.Single(span => span.DisplayName == "activate grain" && Of(span));
    Console.WriteLine($"{(propagate ? "with AddActivityPropagation" : "listening only")}: call spans {calls}, "
        + $"activation in the caller's trace {(activation.TraceId == root.TraceId ? "yes" : "no")}, "
        + $"the grain's trace {(inGrain == root.TraceId.ToString() ? "same" : inGrain)}");
}

static bool Of(Activity span) => span.TagObjects.Any(tag => $"{tag.Value}".Contains("traced"));

public interface ITraced : IGrainWithStringKey
{
    Task<string> Trace();
}

public sealed class TracedGrain : Grain, ITraced
{
    public Task<string> Trace() => Task.FromResult(Activity.Current?.TraceId.ToString() ?? "none");
}
CS

dotnet restore -v q > restore.log 2>&1 \
    || { tail -3 restore.log; echo "skipped: the packages can't be had here"; exit 77; }
dotnet build --no-restore -c Release -v q -o out -nodeReuse:false -p:UseSharedCompilation=false > build.log 2>&1 \
    || { tail -5 build.log; exit 1; }

expected="listening only: call spans 0, activation in the caller's trace no, the grain's trace none
with AddActivityPropagation: call spans 2, activation in the caller's trace yes, the grain's trace same"
seen=$(timeout 120 dotnet out/app.dll)
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
echo "seen as described: Orleans 10.4.2 gives spans of activations, and none of calls, without AddActivityPropagation"
