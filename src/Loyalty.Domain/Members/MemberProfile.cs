using System.Collections.Immutable;

namespace Loyalty.Domain.Members;

/// <summary>A member's gender. Numbers are frozen: they are stored.</summary>
public enum Gender
{
    /// <summary>Not asked, or not told.</summary>
    Unspecified = 0,
    Female = 1,
    Male = 2,
    Other = 3,
}

/// <summary>A member's statement that they agree to something, or don't any more.</summary>
/// <param name="Kind">The kind of use, as the mall calls it, such as marketing-sms: an identifier.</param>
/// <param name="IsGiven">Given; else withdrawn.</param>
/// <param name="Time">When it was made; in a request, default means now.</param>
/// <param name="Source">The place of the statement, such as desk-form or app: an identifier.</param>
public sealed record Consent(string Kind, bool IsGiven, DateTimeOffset Time, string Source);

/// <summary>The parts of a profile that a change may name.</summary>
[Flags]
public enum ProfileParts
{
    None = 0,
    Name = 1,
    Phone = 2,
    Birthday = 4,
    Gender = 8,
    Address = 16,
    Consents = 32,
    Tags = 64,
    Notes = 128,
    All = 255,
}

/// <summary>
/// A member's personal data. It is never printed, logged or put into an exception, and stored only encrypted.
/// </summary>
/// <param name="Name">As they give it; never empty.</param>
/// <param name="Phone">No two members have the same; null if they have none.</param>
/// <param name="Birthday">The date of birth; null if not told.</param>
/// <param name="Gender">As told.</param>
/// <param name="Address">In any form; may be empty.</param>
/// <param name="Consents">All statements ever made, by time.</param>
/// <param name="Tags">Of the VIP archive; each once.</param>
/// <param name="Notes">Of the VIP archive.</param>
public sealed record MemberProfile(
    string Name,
    PhoneNumber? Phone,
    DateOnly? Birthday,
    Gender Gender,
    string Address,
    ImmutableArray<Consent> Consents,
    ImmutableArray<string> Tags,
    ImmutableArray<string> Notes)
{
    /// <summary>The consents that are in force: the last statement of each kind.</summary>
    public IEnumerable<Consent> ConsentsNow =>
        Consents.GroupBy(consent => consent.Kind, (_, all) => all.Last()).OrderBy(last => last.Kind);

    /// <summary>
    /// The profile after a change. What is named is replaced, but consents: they are statements, so new ones are added
    /// and none is ever taken away.
    /// </summary>
    public MemberProfile With(ProfileParts parts, MemberProfile change) => new(
        parts.HasFlag(ProfileParts.Name) ? change.Name : Name,
        parts.HasFlag(ProfileParts.Phone) ? change.Phone : Phone,
        parts.HasFlag(ProfileParts.Birthday) ? change.Birthday : Birthday,
        parts.HasFlag(ProfileParts.Gender) ? change.Gender : Gender,
        parts.HasFlag(ProfileParts.Address) ? change.Address : Address,
        parts.HasFlag(ProfileParts.Consents) ? InOrder(Consents.Concat(change.Consents)) : Consents,
        parts.HasFlag(ProfileParts.Tags) ? change.Tags : Tags,
        parts.HasFlag(ProfileParts.Notes) ? change.Notes : Notes);

    /// <summary>The same, with statements that don't say when they were made taken as made now.</summary>
    public MemberProfile At(DateTimeOffset now) => this with
    {
        Consents = InOrder(Consents.Select(said => said.Time == default ? said with { Time = now } : said)),
    };

    /// <summary>Statements by time, each once.</summary>
    private static ImmutableArray<Consent> InOrder(IEnumerable<Consent> consents) =>
        [.. consents.Distinct().OrderBy(consent => consent.Time)];

    /// <summary>Nothing: what is printed by accident shall tell nothing.</summary>
    public override string ToString() => nameof(MemberProfile);
}
