using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loyalty.K8s.Tests;

/// <summary>Against the Kubernetes API's schemas. tests/run.sh installs them; without node these are skipped.</summary>
public sealed class SchemaTests
{
    private static readonly string s_node = Path.Combine(Tools.Root, ".artifacts", "node");

    [Theory]
    [InlineData(Overlay.OneNode)]
    [InlineData(Overlay.Cluster)]
    public void Objects_OfEachOverlay_FitTheirSchemas(string name)
    {
        var objects = Overlay.Named(name).Objects;
        Assert.Equal([$"{objects.Count} objects checked"], Check(objects));
    }

    [Theory]
    [InlineData("spec/strategy", "maxSurge", 1, "maxSurge is not in the schema")]
    [InlineData("spec", "replicas", "three", "replicas must be integer")]
    [InlineData("spec/template/spec", "restartPolicy", "Often", "restartPolicy must be")]
    [InlineData("metadata", "labels", "none", "labels must be object")]
    [InlineData("", "kind", "Deploiment", "there is no such kind")]
    public void Object_ThatIsWrong_IsFound(string path, string field, object value, string fault)
    {
        var spoilt = Overlay.Named(Overlay.Cluster).Workload.DeepClone();
        var place = path.Length == 0 ? spoilt : spoilt.At(path);
        place[field] = value is int number ? number : (string)value;

        Assert.Contains(fault, Check([spoilt])[0], StringComparison.Ordinal);
    }

    private static string[] Check(IEnumerable<JsonNode> objects)
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(s_node, "node_modules", "kubernetes-models")),
            "The schemas aren't installed: tests/run.sh does so where node is.");
        var ran = Tools.Run(
            "node", ["tests/Loyalty.K8s.Tests/schemas.mjs", s_node], JsonSerializer.Serialize(objects));
        Assert.SkipWhen(ran is null, "node, which reads the schemas, isn't installed.");
        Assert.True(ran!.Value.ExitCode == 0, ran.Value.Errors);
        return ran.Value.Output.TrimEnd('\n').Split('\n');
    }
}
