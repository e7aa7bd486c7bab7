using System.Text.Json.Nodes;
using Loyalty.V1;

namespace Loyalty.Cli.Statement;

/// <summary>A proof for scripts.</summary>
internal static class ProofJson
{
    public static JsonObject Of(Card card, Proof proof) => new()
    {
        ["card_id"] = card.CardId,
        ["seq"] = proof.Seq,
        ["head"] = Convert.ToHexStringLower(proof.Head.AsSpan()),
        ["links_recomputed"] = proof.Recomputed,
        ["links_taken"] = new JsonArray([.. proof.Taken.Select(seq => (JsonNode)seq)]),
        ["balance"] = proof.Balance,
        ["debt"] = proof.Debt,
        ["available"] = card.Available,
        ["lots"] = new JsonArray([.. proof.Lots.Select(lot => (JsonNode)Of(lot.Key, lot.Value))]),
        ["faults"] = new JsonArray([.. proof.Faults.Select(fault => (JsonNode)fault)]),
    };

    private static JsonObject Of(DateOnly expiryDate, LotStory lot) => new()
    {
        ["expiry_date"] = expiryDate == DateOnly.MaxValue ? null : $"{expiryDate:O}",
        ["remaining"] = lot.Remaining,
        ["made"] = Parts(lot.Made),
        ["taken"] = Parts(lot.Taken),
    };

    private static JsonArray Parts(List<(long Seq, long Points)> parts) =>
        new([.. parts.Select(part => (JsonNode)new JsonObject { ["seq"] = part.Seq, ["points"] = part.Points })]);
}
