using System.Text.Json.Nodes;

namespace Loyalty.K8s.Tests;

public sealed class NetworkTests
{
    private const string CallersLabel = "loyalty/caller";

    [Theory]
    [InlineData(Overlay.OneNode, "grpc: loyalty/caller=true")]
    [InlineData(Overlay.Cluster, "grpc: loyalty/caller=true", "silo: app.kubernetes.io/name=loyalty-server")]
    public void Ports_OfTheServer_AreOpenToThoseAloneWhoNeedThem(string name, params string[] expected)
    {
        var overlay = Overlay.Named(name);
        var labels = Labels(overlay.Workload.At("spec/template/metadata/labels"));
        var policies = overlay.Of("NetworkPolicy").ToList();
        Assert.All(policies, policy =>
        {
            Assert.Equal(["Ingress"], policy.At("spec/policyTypes").AsArray().Select(type => (string?)type));
            Assert.Subset(labels, Labels(policy.At("spec/podSelector/matchLabels")));
        });

        var open = from policy in policies
                   from rule in policy.At("spec/ingress").AsArray()
                   from port in rule.At("ports").AsArray()
                   from peer in rule.At("from").AsArray()
                   select $"{PortName(overlay, port!)}: {PeerName(peer!)}";

        Assert.Equal(expected, open.Order());
        Assert.DoesNotContain($"{CallersLabel}=true", labels);
    }

    [Theory]
    [InlineData(Overlay.OneNode)]
    [InlineData(Overlay.Cluster)]
    public void Service_OfTheServer_OffersGrpcAlone(string name)
    {
        var overlay = Overlay.Named(name);
        var service = Assert.Single(overlay.Of("Service"));
        var port = Assert.Single(service.At("spec/ports").AsArray());
        Assert.Equal("grpc", port.Text("targetPort"));
        Assert.False(service.Has("spec/type"), "a NodePort or LoadBalancer would open it to the outside");
    }

    [Theory]
    [InlineData(Overlay.OneNode)]
    [InlineData(Overlay.Cluster)]
    public void Selectors_OfEachOverlay_MatchThePodsLabels(string name)
    {
        var overlay = Overlay.Named(name);
        var labels = Labels(overlay.Workload.At("spec/template/metadata/labels"));
        var selectors = new List<JsonNode> { overlay.Workload.At("spec/selector/matchLabels") };
        selectors.AddRange(overlay.Of("Service").Select(service => service.At("spec/selector")));
        selectors.AddRange(
            overlay.Of("PodDisruptionBudget").Select(budget => budget.At("spec/selector/matchLabels")));
        if (overlay.Pod.At("topologySpreadConstraints", required: false) is { } spreads)
            selectors.AddRange(spreads.AsArray().Select(spread => spread.At("labelSelector/matchLabels")));

        Assert.All(selectors, selector =>
        {
            Assert.NotEmpty(selector.AsObject());
            Assert.Subset(labels, Labels(selector));
        });
    }

    private static HashSet<string> Labels(JsonNode labels) =>
        [.. labels.AsObject().Select(label => $"{label.Key}={label.Value}")];

    /// <summary>The container's name of a rule's port; the number itself if it has none.</summary>
    private static string PortName(Overlay overlay, JsonNode port)
    {
        Assert.Equal("TCP", port.Text("protocol"));
        Assert.False(port.Has("endPort"));
        var number = port.Number("port");
        return overlay.Container.At("ports").AsArray()
            .FirstOrDefault(one => one.Number("containerPort") == number)?.Text("name") ?? $"{number}";
    }

    /// <summary>Whom a rule lets in: pods of this namespace by label, or all of what it says.</summary>
    private static string PeerName(JsonNode peer) =>
        peer.AsObject().Count == 1
        && peer.Has("podSelector/matchLabels")
        && peer.At("podSelector").AsObject().Count == 1
            ? string.Join(',', Labels(peer.At("podSelector/matchLabels")).Order())
            : peer.ToJsonString();
}
