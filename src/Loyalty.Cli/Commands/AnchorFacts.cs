using System.Text.Json.Nodes;
using Loyalty.Ledger.Audit.Anchors;

namespace Loyalty.Cli.Commands;

/// <summary>What an audit says of its anchor.</summary>
internal sealed class AnchorFacts(AnchorFile anchor)
{
    public string Verified => anchor.Verified is { } seal ? Print(seal) : "none was there";

    public string Written => anchor.Written is { } seal ? Print(seal) : "no: the file stays as it was";

    public JsonObject ToJson() => new() { ["verified"] = Json(anchor.Verified), ["written"] = Json(anchor.Written) };

    private static string Print(AnchorRoot seal) => $"root {seal.Root} of {Time(seal)}, {seal.Cards} cards";

    private static JsonObject? Json(AnchorRoot? seal) => seal is null
        ? null
        : new JsonObject { ["root"] = seal.Root, ["time"] = Time(seal), ["cards"] = seal.Cards };

    private static string Time(AnchorRoot seal) => AnchorFormat.Print(seal.Time);
}
