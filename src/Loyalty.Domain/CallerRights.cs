using System.Collections.Immutable;

namespace Loyalty.Domain;

/// <summary>The right that a call needs of its caller.</summary>
public enum CallerRight
{
    /// <summary>To change cards: who serves customers.</summary>
    ServeCustomers = 1,

    /// <summary>To suspend cards.</summary>
    Supervise = 2,

    /// <summary>To say which pre-printed cards there are.</summary>
    KeepStock = 3,

    /// <summary>To import another system's cards, and to export everything, personal data whole.</summary>
    Migrate = 4,

    /// <summary>To post receipts: every kind of caller may, each for its own stores.</summary>
    PostReceipts = 5,

    /// <summary>The engine's own acts: no call leads there.</summary>
    EngineOnly = 6,
}

/// <summary>States which kinds of caller may do what: the one place that does.</summary>
public static class CallerRights
{
    /// <summary>Null if the caller may, else <see cref="Refusal.CallerNotAllowed"/> with the kinds that may.</summary>
    public static Refused? Check(Caller caller, CallerRight right)
    {
        var allowed = Allowed(right);
        return allowed.Contains(caller.Kind)
            ? null
            : new Refused(Refusal.CallerNotAllowed)
                .With("caller_kind", $"{caller.Kind}")
                .With("allowed_kinds", string.Join(", ", allowed));
    }

    /// <summary>The kinds of caller that have a right.</summary>
    public static ImmutableArray<CallerKind> Allowed(CallerRight right) => right switch
    {
        CallerRight.ServeCustomers => [CallerKind.BackOffice, CallerKind.Desk, CallerKind.Supervisor],
        CallerRight.Supervise => [CallerKind.Supervisor],
        CallerRight.KeepStock => [CallerKind.BackOffice, CallerKind.Supervisor],
        CallerRight.Migrate => [CallerKind.BackOffice],
        CallerRight.PostReceipts =>
            [CallerKind.BackOffice, CallerKind.Till, CallerKind.Desk, CallerKind.Partner, CallerKind.Supervisor],
        CallerRight.EngineOnly => [],
        _ => throw new ArgumentOutOfRangeException(nameof(right), right, null),
    };
}
