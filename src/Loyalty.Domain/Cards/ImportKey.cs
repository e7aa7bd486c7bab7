namespace Loyalty.Domain.Cards;

/// <summary>
/// The idempotency key of a card of an old system, for ever: the system's name and the card's key there.
/// </summary>
public static class ImportKey
{
    private const string Kind = "import";

    /// <summary>The key of the request that imports it.</summary>
    public static string KeyOf(string source, string oldKey) => Key.Of(Kind, source, oldKey);

    /// <summary>Takes such a key apart again; null for another key.</summary>
    public static (string Source, string OldKey)? Read(string idempotencyKey) =>
        idempotencyKey.Split('/') is [Kind, var source, var oldKey]
            ? (Key.Unescape(source), Key.Unescape(oldKey))
            : null;
}
