using Loyalty.Domain.Commits;
using Loyalty.Ledger.Rows;

namespace Loyalty.Ledger.Sqlite;

/// <summary>The JSON texts of an entry. There is one thread that writes, so they are made before it is their turn.
/// </summary>
internal readonly record struct EntryTexts(string Caller, string Detail, string State)
{
    /// <summary>The texts of each card's entries.</summary>
    public static EntryTexts[][] Of(IReadOnlyList<CardSteps> cards)
    {
        var texts = new EntryTexts[cards.Count][];
        for (var i = 0; i < texts.Length; i++) texts[i] = Of(cards[i]);
        return texts;
    }

    private static EntryTexts[] Of(CardSteps steps)
    {
        var texts = new EntryTexts[steps.Entries.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            var entry = steps.Entries[i];
            texts[i] = new EntryTexts(
                CallerJson.Write(entry.Caller), DetailJson.Write(entry), StateJson.Write(steps.States[i]));
        }

        return texts;
    }
}
