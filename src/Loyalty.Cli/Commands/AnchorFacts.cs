using System.Text.Json.Nodes;
using Loyalty.Audit.Anchors;

namespace Loyalty.Cli.Commands;

/// <summary>Prints the roots that an audit checked and wrote.</summary>
internal sealed class AnchorFacts(AnchorFile anchor)
{
    public string Verified => anchor.Verified is { } root ? Print(root) : "none was there";

    public string Written => anchor.Written is { } root ? Print(root) : "no: the file stays as it was";

    public JsonObject ToJson() => new() { ["verified"] = Json(anchor.Verified), ["written"] = Json(anchor.Written) };

    private static string Print(AnchorRoot root) => $"root {root.Root} of {Time(root)}, {root.Cards} cards";

    private static JsonObject? Json(AnchorRoot? root) => root is null
        ? null
        : new JsonObject { ["root"] = root.Root, ["time"] = Time(root), ["cards"] = root.Cards };

    private static string Time(AnchorRoot root) => AnchorFormat.Print(root.Time);
}
