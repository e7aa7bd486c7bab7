using System.Text.Json;
using Loyalty.Domain;
using Loyalty.Domain.Cards;

namespace Loyalty.Torture.Lives;

/// <summary>A command of a card's life: what was sent, and what came of it in the end.</summary>
/// <param name="Verb">The verb.</param>
/// <param name="Number">The number that was presented.</param>
/// <param name="Key">Its idempotency key, if it is in the ledger.</param>
/// <param name="FirstStart">When it was first sent.</param>
/// <param name="LastStart">When the attempt was sent that was answered.</param>
/// <param name="End">When the answer had come.</param>
/// <param name="Seq">The entry that answers it; 0 if it was refused.</param>
/// <param name="Replayed">Whether the entry was there before the attempt that was answered.</param>
/// <param name="Reason">Why it was refused permanently; empty if it wasn't.</param>
/// <param name="HasStrays">Whether an attempt before the last was never answered, and may still arrive.</param>
public sealed record LifeCommand(
    CardVerb Verb, string Number, string Key, long FirstStart, long LastStart, long End, long Seq, bool Replayed,
    string Reason, bool HasStrays)
{
    public bool IsAccepted => Seq > 0;

    /// <summary>Returns the reason with which a card with these facts must refuse it; empty for yes.</summary>
    public static string ReasonOf(CardVerb verb, CardFacts facts) => CardTable.Check(verb, facts) is { } refusal
        ? NameOf(refusal)
        : verb == RenewCard.Verb ? NameOf(Refusal.CardNotDue) : ""; // the cards here have no end

    private static string NameOf(Refusal refusal) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(refusal.ToString());

    public override string ToString() =>
        $"{Verb} by *{Number[^4..]} at {FirstStart}/{LastStart}..{End}: "
        + (IsAccepted ? $"seq {Seq}{(Replayed ? ", replayed" : "")}" : Reason);
}
