namespace Loyalty.Domain.Members;

/// <summary>A member at one version.</summary>
/// <param name="Id">For ever.</param>
/// <param name="Version">1 when created, one more with every change; on the wire it is the etag.</param>
/// <param name="Profile">Their personal data; null once it is erased.</param>
/// <param name="CreateTime">When the member was created.</param>
/// <param name="UpdateTime">When they were last changed or erased.</param>
public sealed record Member(
    MemberId Id, long Version, MemberProfile? Profile, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    /// <summary>The member that they were merged into; null if into none. Their personal data is gone then.</summary>
    public MemberId? MergedInto { get; init; }
}

/// <summary>How much of a member is shown. Each shows what the one before does, and more.</summary>
public enum MemberView
{
    /// <summary>Masked name and phone.</summary>
    Minimal = 1,

    /// <summary>The month of the birthday and the consents as well.</summary>
    Masked = 2,

    /// <summary>Everything.</summary>
    Full = 3,
}

/// <summary>Says which callers may do what with members.</summary>
public static class MemberRights
{
    /// <summary>The most that a caller is shown. Only who sits before the member needs the whole.</summary>
    public static MemberView WidestView(CallerKind kind) =>
        kind is CallerKind.Desk or CallerKind.Supervisor ? MemberView.Full : MemberView.Masked;
}
