using Loyalty.Domain;

namespace Loyalty.Server.Identity;

/// <summary>The right that a call needs of its caller.</summary>
internal enum CallerRight
{
    /// <summary>To change cards: who serves customers.</summary>
    ServeCustomers = 1,

    /// <summary>To suspend cards.</summary>
    Supervise = 2,

    /// <summary>To say which pre-printed cards there are.</summary>
    KeepStock = 3,

    /// <summary>To bring in another system's cards, and to give everything out, personal data whole.</summary>
    Migrate = 4,
}

/// <summary>Which kinds of caller may do what: the one place that says so.</summary>
internal static class CallerRights
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

    private static CallerKind[] Allowed(CallerRight right) => right switch
    {
        CallerRight.ServeCustomers => [CallerKind.BackOffice, CallerKind.Desk, CallerKind.Supervisor],
        CallerRight.Supervise => [CallerKind.Supervisor],
        CallerRight.KeepStock => [CallerKind.BackOffice, CallerKind.Supervisor],
        CallerRight.Migrate => [CallerKind.BackOffice],
        _ => throw new ArgumentOutOfRangeException(nameof(right), right, null),
    };
}
