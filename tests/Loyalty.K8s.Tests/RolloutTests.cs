namespace Loyalty.K8s.Tests;

public sealed class RolloutTests
{
    [Fact]
    public void Cluster_WhileItIsUpdated_KeepsAllItsSilos()
    {
        var workload = Overlay.Named(Overlay.Cluster).Workload;
        Assert.Equal("Deployment", workload.Text("kind"));
        Assert.Equal(3, workload.Number("spec/replicas"));
        Assert.Equal("RollingUpdate", workload.Text("spec/strategy/type"));
        Assert.Equal(0, workload.Number("spec/strategy/rollingUpdate/maxUnavailable"));
        Assert.Equal(1, workload.Number("spec/strategy/rollingUpdate/maxSurge"));
        Assert.True(workload.Number("spec/minReadySeconds") > 0);
    }

    [Fact]
    public void Progress_OfAnUpdate_IsGivenUpLaterThanAStart()
    {
        var overlay = Overlay.Named(Overlay.Cluster);
        var probe = overlay.Container.At("startupProbe");
        var start = probe.Number("periodSeconds") * probe.Number("failureThreshold");
        Assert.True(overlay.Workload.Number("spec/progressDeadlineSeconds")
            > start + overlay.Workload.Number("spec/minReadySeconds"));
    }

    [Fact]
    public void Disruptions_OfTheCluster_LeaveTwoOfThree()
    {
        var overlay = Overlay.Named(Overlay.Cluster);
        var budget = Assert.Single(overlay.Of("PodDisruptionBudget"));
        Assert.False(budget.Has("spec/minAvailable"));
        Assert.True(overlay.Workload.Number("spec/replicas") - budget.Number("spec/maxUnavailable") >= 2);
    }

    [Fact]
    public void Silos_OfTheCluster_AreSpreadOverNodesAndZones()
    {
        var overlay = Overlay.Named(Overlay.Cluster);
        var spreads = overlay.Pod.At("topologySpreadConstraints").AsArray();
        Assert.Equal(
            [
                ("kubernetes.io/hostname", "DoNotSchedule", 1),
                ("topology.kubernetes.io/zone", "ScheduleAnyway", 1),
            ],
            spreads.Select(spread =>
                (spread.Text("topologyKey"), spread.Text("whenUnsatisfiable"), spread.Number("maxSkew"))));
    }

    [Fact]
    public void OneNode_WhateverHappens_HasOneWriter()
    {
        var overlay = Overlay.Named(Overlay.OneNode);
        Assert.Equal("StatefulSet", overlay.Workload.Text("kind"));
        Assert.Equal(1, overlay.Workload.Number("spec/replicas"));
        Assert.Empty(overlay.Of("PodDisruptionBudget"));
        var claim = Assert.Single(overlay.Workload.At("spec/volumeClaimTemplates").AsArray());
        Assert.Equal(["ReadWriteOnce"], claim.At("spec/accessModes").AsArray().Select(mode => (string?)mode));
        Assert.Equal("Retain", overlay.Workload.Text("spec/persistentVolumeClaimRetentionPolicy/whenDeleted"));
        Assert.Contains(overlay.Of("Service"), service =>
            service.Text("metadata/name") == overlay.Workload.Text("spec/serviceName"));
    }
}
