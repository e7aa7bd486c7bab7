using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loyalty.K8s.Tests;

/// <summary>An overlay as it would be applied.</summary>
internal sealed class Overlay
{
    public const string OneNode = "one-node";
    public const string Cluster = "cluster";

    private static readonly Lazy<Overlay> s_oneNode = new(() => new Overlay(OneNode));
    private static readonly Lazy<Overlay> s_cluster = new(() => new Overlay(Cluster));

    private Overlay(string name)
    {
        var yaml = Tools.Kubectl("", "kustomize", $"k8s/overlays/{name}");

        // A patch that changes nothing, made without a cluster, is the conversion to JSON that kubectl has.
        var json = Tools.Kubectl(yaml, "patch", "--local", "--type", "merge", "-p", "{}", "-o", "json", "-f", "-");
        var reader = new Utf8JsonReader(
            Encoding.UTF8.GetBytes(json), new JsonReaderOptions { AllowMultipleValues = true });
        var objects = new List<JsonNode>();
        while (reader.Read()) objects.Add(JsonNode.Parse(ref reader)!);
        Objects = objects;
    }

    public static Overlay Named(string name) => name == OneNode ? s_oneNode.Value : s_cluster.Value;

    public IReadOnlyList<JsonNode> Objects { get; }

    /// <summary>The one object that makes pods.</summary>
    public JsonNode Workload => Assert.Single(Objects, o => o.At("spec/template", required: false) is not null);

    public JsonNode Pod => Workload.At("spec/template/spec");

    public JsonNode Container => Assert.Single(Pod.At("containers").AsArray())!;

    public IEnumerable<JsonNode> Of(string kind) => Objects.Where(o => o.Text("kind") == kind);

    /// <summary>The container's variables in the order in which they are made: the ConfigMap's, then its own.</summary>
    public IReadOnlyList<(string Name, JsonNode Value)> Environment()
    {
        var environment = new List<(string, JsonNode)>();
        foreach (var source in Container.At("envFrom").AsArray())
        {
            var name = source!.Text("configMapRef/name");
            var map = Assert.Single(Of("ConfigMap"), o => o.Text("metadata/name") == name);
            environment.AddRange(map.At("data").AsObject().Select(pair => (pair.Key, pair.Value!)));
        }

        environment.AddRange(Container.At("env").AsArray().Select(
            variable => (variable!.Text("name"), variable!["value"] ?? variable!.At("valueFrom"))));
        return environment;
    }
}

/// <summary>Reading what is nested.</summary>
internal static class JsonPath
{
    /// <summary>The node at a path of names; a test that requires one fails with its name.</summary>
    public static JsonNode At(this JsonNode? node, string path, bool required = true)
    {
        foreach (var name in path.Split('/'))
        {
            node = node is JsonObject o && o.TryGetPropertyValue(name, out var inner) ? inner : null;
            if (node is null && required) Assert.Fail($"There is no {path}: {name} is missing.");
        }

        return node!;
    }

    public static bool Has(this JsonNode? node, string path) => node.At(path, required: false) is not null;

    public static string Text(this JsonNode? node, string path) => node.At(path).GetValue<string>();

    public static int Number(this JsonNode? node, string path) => node.At(path).GetValue<int>();

    public static bool Flag(this JsonNode? node, string path) => node.At(path).GetValue<bool>();
}
