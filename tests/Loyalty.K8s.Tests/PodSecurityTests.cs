namespace Loyalty.K8s.Tests;

public sealed class PodSecurityTests
{
    [Theory]
    [InlineData(Overlay.OneNode)]
    [InlineData(Overlay.Cluster)]
    public void Pod_OfEachOverlay_HasNoRightsItDoesNotNeed(string name)
    {
        var overlay = Overlay.Named(name);
        var pod = overlay.Pod;
        Assert.True(pod.Flag("securityContext/runAsNonRoot"));
        Assert.NotEqual(0, pod.Number("securityContext/runAsUser"));
        Assert.NotEqual(0, pod.Number("securityContext/runAsGroup"));
        Assert.Equal("RuntimeDefault", pod.Text("securityContext/seccompProfile/type"));
        Assert.False(pod.Flag("automountServiceAccountToken"));
        Assert.False(pod.Flag("enableServiceLinks"));
        Assert.All(["hostNetwork", "hostPID", "hostIPC", "initContainers"], field => Assert.False(pod.Has(field)));

        var container = overlay.Container.At("securityContext");
        Assert.True(container.Flag("readOnlyRootFilesystem"));
        Assert.False(container.Flag("allowPrivilegeEscalation"));
        Assert.Equal(["ALL"], container.At("capabilities/drop").AsArray().Select(one => (string?)one));
        Assert.False(container.Has("capabilities/add"));
        Assert.All(
            ["privileged", "runAsUser", "runAsNonRoot", "seccompProfile"],
            field => Assert.False(container.Has(field), $"{field} of the container would override the pod's"));
    }

    [Theory]
    [InlineData(Overlay.OneNode)]
    [InlineData(Overlay.Cluster)]
    public void ServiceAccount_OfThePod_IsItsOwnWithoutToken(string name)
    {
        var overlay = Overlay.Named(name);
        var account = Assert.Single(overlay.Of("ServiceAccount"));
        Assert.Equal(overlay.Pod.Text("serviceAccountName"), account.Text("metadata/name"));
        Assert.False(account.Flag("automountServiceAccountToken"));
        Assert.All(["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"], k => Assert.Empty(overlay.Of(k)));
    }

    [Theory]
    [InlineData(Overlay.OneNode)]
    [InlineData(Overlay.Cluster)]
    public void Namespace_OfEachOverlay_EnforcesTheRestrictedStandard(string name)
    {
        var overlay = Overlay.Named(name);
        var space = Assert.Single(overlay.Of("Namespace"));
        Assert.Equal("restricted", (string?)space.At("metadata/labels")["pod-security.kubernetes.io/enforce"]);
        Assert.All(
            overlay.Objects.Where(o => o != space),
            o => Assert.Equal(space.Text("metadata/name"), o.Text("metadata/namespace")));
    }

    [Theory]
    [InlineData(Overlay.OneNode)]
    [InlineData(Overlay.Cluster)]
    public void WritablePlaces_OfEachOverlay_AreVolumes(string name)
    {
        var overlay = Overlay.Named(name);
        var volumes = overlay.Pod.At("volumes").AsArray().Select(volume => volume.Text("name")).ToList();
        if (overlay.Workload.At("spec/volumeClaimTemplates", required: false) is { } claims)
            volumes.AddRange(claims.AsArray().Select(claim => claim.Text("metadata/name")));
        var mounts = overlay.Container.At("volumeMounts").AsArray()
            .ToDictionary(mount => mount.Text("mountPath"), mount => mount.Text("name"));
        Assert.Equal(volumes.Order(), mounts.Values.Order());

        Assert.Contains("/tmp", mounts.Keys);
        if (name == Overlay.OneNode)
            Assert.Contains(ServerSettings.Of(overlay).Data, mounts.Keys);
        Assert.DoesNotContain(overlay.Pod.At("volumes").AsArray(), volume => volume.Has("hostPath"));
    }

    [Theory]
    [InlineData(Overlay.OneNode)]
    [InlineData(Overlay.Cluster)]
    public void Resources_OfEachOverlay_BoundMemoryAndNotCpu(string name)
    {
        var resources = Overlay.Named(name).Container.At("resources");
        Assert.True(resources.Has("requests/cpu"));
        Assert.True(resources.Has("requests/memory"));
        Assert.True(resources.Has("limits/memory"));
        Assert.False(resources.Has("limits/cpu"), "a CPU limit stops the silo in the middle of its probes");
    }
}
