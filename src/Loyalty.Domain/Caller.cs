namespace Loyalty.Domain;

/// <summary>The kind of caller that a credential stands for. Numbers are frozen: they stand in the ledger.</summary>
public enum CallerKind
{
    /// <summary>IT and the command line on the server's own machine.</summary>
    BackOffice = 1,

    /// <summary>A till of one store; posts for that store only.</summary>
    Till = 2,

    /// <summary>A service desk of one mall.</summary>
    Desk = 3,

    /// <summary>A partner's own system; posts for its stores.</summary>
    Partner = 4,

    /// <summary>A supervisor or manager of a mall; may do what a desk may, and suspend a card.</summary>
    Supervisor = 5,
}

/// <summary>
/// The caller, from the credential and never from the message. Absent parts are empty. It is written on every entry.
/// </summary>
/// <param name="Kind">The kind of caller that the credential stands for.</param>
/// <param name="Name">The till's, desk's, partner's or back-office user's own name; never empty.</param>
/// <param name="Mall">The mall it belongs to.</param>
/// <param name="Store">The only store it may post for; empty means any.</param>
/// <param name="Operator">The person at the till or desk.</param>
[GenerateSerializer, Immutable, Alias("loyalty.Caller")]
public sealed record Caller(
    [property: Id(0)] CallerKind Kind,
    [property: Id(1)] string Name,
    [property: Id(2)] string Mall,
    [property: Id(3)] string Store,
    [property: Id(4)] string Operator)
{
    /// <summary>
    /// The space in which this caller's request ids are unique. The operator is not part of it: a colleague who
    /// repeats a request at the same till repeats the same request. Codes count as <see cref="Text.FoldCode"/> makes
    /// them: a till that is set up anew as "t1" goes on as "T1".
    /// </summary>
    public string RequestScope => $"{Kind}:{Part(Mall)}:{Part(Store)}:{Part(Name)}";

    /// <summary>Whether it stands where customers identify themselves, and so may learn a card's new number.</summary>
    public bool ServesCustomers => Kind is CallerKind.Desk or CallerKind.Supervisor or CallerKind.BackOffice;

    public bool MayPostFor(string store) => Store.Length == 0 || Text.FoldCode(Store) == Text.FoldCode(store);

    private static string Part(string code) => Key.Escape(Text.FoldCode(code));
}
