using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Testing;

namespace Loyalty.Torture.Tests.Checks;

/// <summary>Entries as the checks compare them; without lots, caller's device and hash.</summary>
internal static class Entries
{
    public static string Card(long card) => IdOf(card).ToString();

    public static CardId IdOf(long card) => new(Samples.Id(card));

    public static LedgerEntry Of(
        long card, long seq, EntryKind kind, string key, long points = 0, long balance = 0, string number = "") =>
        new(
            IdOf(card), seq, kind, points, balance, balance, [], default, Samples.Now, Samples.Till, key, null,
            number.Length > 0 ? new CardNumber(number) : null, 1, [], 0, []);
}
