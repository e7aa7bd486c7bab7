using Loyalty.Domain.Cards;

namespace Loyalty.Torture.Lives;

/// <summary>A card and all that was asked of it.</summary>
public sealed class Life(string id, string number)
{
    private readonly Lock gate = new();
    private readonly List<(LifeRequest Request, LifeCommand Command)> settled = [];
    private readonly HashSet<string> oldNumbers = new(StringComparer.Ordinal);

    public string Id { get; } = id;

    public string FirstNumber { get; } = number;

    /// <summary>The number that was last seen on it.</summary>
    public string Number { get; private set; } = number;

    /// <summary>The facts that were last seen of it.</summary>
    public CardFacts Facts { get; private set; }

    public bool IsLive => !Facts.HasFlag(CardFacts.Cancelled);

    public IReadOnlyCollection<string> OldNumbers => [.. oldNumbers];

    public IReadOnlyList<LifeCommand> Commands
    {
        get
        {
            lock (gate) return [.. settled.Select(pair => pair.Command)];
        }
    }

    public IReadOnlyList<(LifeRequest Request, LifeCommand Command)> Accepted
    {
        get
        {
            lock (gate) return [.. settled.Where(pair => pair.Command.IsAccepted)];
        }
    }

    public void Add(LifeRequest request, LifeCommand command)
    {
        lock (gate) settled.Add((request, command));
    }

    public void See(V1.Card card)
    {
        if (card.CardNumber != Number) oldNumbers.Add(Number);
        Number = card.CardNumber;
        Facts = (card.LostTime is null ? CardFacts.None : CardFacts.Lost)
            | (card.Suspended ? CardFacts.Suspended : CardFacts.None)
            | (card.CancelDate is null ? CardFacts.None : CardFacts.Cancelled);
    }
}
