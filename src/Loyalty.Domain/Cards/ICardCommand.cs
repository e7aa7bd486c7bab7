using Loyalty.Domain.Commits;

namespace Loyalty.Domain.Cards;

/// <summary>A command to one card: its descriptor, its idempotency key, and its decision.</summary>
public interface ICardCommand
{
    /// <summary>Which command it is.</summary>
    CardVerb Verb { get; }

    /// <summary>The key of the request, which is the same for ever, and its fingerprint.</summary>
    IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context);

    /// <summary>Decides; pure.</summary>
    Decision Decide(CardState state, DecisionContext context);

    /// <summary>The refusal of a request whose idempotency key was used before with another fingerprint.</summary>
    Refused ConflictIn(FingerprintField difference) => new(Refusal.RequestConflict, "request_id");

    /// <summary>The refusal where another unique key that it needs is used already.</summary>
    Refused KeyAlreadyUsed(string key) => new(Refusal.LostRace);
}
