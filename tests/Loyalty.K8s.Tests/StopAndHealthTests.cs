using System.Text.Json.Nodes;

namespace Loyalty.K8s.Tests;

public sealed class StopAndHealthTests
{
    [Theory]
    [InlineData(Overlay.OneNode)]
    [InlineData(Overlay.Cluster)]
    public void PreStop_OfEachOverlay_LeavesTheDrainItsWholeTime(string name)
    {
        var overlay = Overlay.Named(name);
        var preStop = overlay.Container.Number("lifecycle/preStop/sleep/seconds");
        var grace = overlay.Pod.Number("terminationGracePeriodSeconds");
        var drain = ServerSettings.Of(overlay).DrainSeconds;

        Assert.Contains(overlay.Environment(), variable => variable.Name == "Loyalty__DrainSeconds");
        Assert.InRange(preStop, 1, grace - drain - 1);
    }

    [Theory]
    [InlineData(Overlay.OneNode)]
    [InlineData(Overlay.Cluster)]
    public void Probes_OfEachOverlay_AskWhatTheyShouldAtTheHealthPort(string name)
    {
        var container = Overlay.Named(name).Container;
        Assert.Equal(("/healthz/live", "health"), Asks(container.At("startupProbe")));
        Assert.Equal(("/healthz/live", "health"), Asks(container.At("livenessProbe")));
        Assert.Equal(("/healthz/ready", "health"), Asks(container.At("readinessProbe")));

        // TORTURE.md gives a whole cluster 120 s to be back; a start must not be ended before.
        Assert.True(Seconds(container.At("startupProbe")) > 120);

        // The server gives the ledger 2 s before it says that it isn't ready.
        Assert.True(container.Number("readinessProbe/timeoutSeconds") > 2);
        Assert.True(Seconds(container.At("livenessProbe")) > Seconds(container.At("readinessProbe")));
    }

    private static (string Path, string Port) Asks(JsonNode probe) =>
        (probe.Text("httpGet/path"), probe.Text("httpGet/port"));

    private static int Seconds(JsonNode probe) => probe.Number("periodSeconds") * probe.Number("failureThreshold");
}
