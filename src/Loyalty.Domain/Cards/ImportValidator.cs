using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Cards;

/// <summary>Checks the form of an imported card, whatever else is known.</summary>
public static class ImportValidator
{
    /// <summary>The most points, or the most debt, that come with a card.</summary>
    public const long MaxPoints = ProgramRules.MaxBalance;

    /// <summary>The most expiry dates on a card.</summary>
    public const int MaxLots = 100;

    /// <summary>The longest name of a file, in UTF-16 units.</summary>
    public const int MaxFileLength = 100;

    /// <summary>Says which part is malformed, by its path in the contract; null if none is.</summary>
    /// <param name="command">The card; its lots by date.</param>
    /// <param name="today">The latest date of issue.</param>
    public static Refused? Check(ImportCard command, DateOnly today)
    {
        if (!Text.IsIdentifier(command.Source)) return Malformed("source");
        if (!Text.IsIdentifier(command.OldKey)) return Malformed("key");
        if (!Enum.IsDefined(command.Type) || command.Type == CardType.Guest) return Malformed("type");
        if (command.IssueDate > today) return Malformed("issue_date").With("today", today.ToString("O"));
        if (command.TermEndDate < command.IssueDate) return Malformed("term_end_date");
        if (!AreLots(command)) return Malformed("lots");
        var isDebt = command.Debt is >= 0 and <= MaxPoints && (command.Debt == 0 || command.Lots.IsEmpty);
        return isDebt ? null : Malformed("debt");
    }

    private static bool AreLots(ImportCard command)
    {
        if (command.Lots.Length > MaxLots) return false;
        var sum = 0L;
        var last = DateOnly.MinValue;
        foreach (var lot in command.Lots)
        {
            var date = lot.ExpiryDate ?? DateOnly.MaxValue;
            if (date <= last || lot.Points is < 1 or > MaxPoints) return false;
            last = date;
            sum += lot.Points;
        }

        return sum <= MaxPoints;
    }

    private static Refused Malformed(string field) => new(Refusal.FieldMalformed, "card." + field);
}
