using System.Collections.Immutable;

namespace Loyalty.Domain.Members;

/// <summary>Checks the form of a member's personal data, whatever else is known.</summary>
public static class MemberValidator
{
    public const int MaxAddressLength = 200, MaxTagLength = 32, MaxNoteLength = 500;
    public const int MaxTags = 32, MaxNotes = 50;

    /// <summary>Statements in one request, and in all.</summary>
    public const int MaxConsents = 32, MaxConsentsInAll = 200;

    /// <summary>The earliest birthday that is believed.</summary>
    public static readonly DateOnly EarliestBirthday = new(1900, 1, 1);

    /// <summary>How far a caller's clock may be ahead of ours.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Says which of the parts is malformed, by its path in the contract, or null. Texts are labels: no control
    /// characters, no broken encoding, nothing that reorders what stands around it.
    /// </summary>
    /// <param name="parts">Which to look at.</param>
    /// <param name="profile">Texts as they came, without spaces at their ends.</param>
    /// <param name="today">The latest birthday.</param>
    /// <param name="now">The latest time of a consent, but for five minutes.</param>
    public static Refused? Check(ProfileParts parts, MemberProfile profile, DateOnly today, DateTimeOffset now)
    {
        if (Has(ProfileParts.Name) && (profile.Name.Length == 0 || !Text.IsLabel(profile.Name)))
            return Malformed("name");
        if (Has(ProfileParts.Birthday) && profile.Birthday is { } day && (day < EarliestBirthday || day > today))
            return Malformed("birthday");
        if (Has(ProfileParts.Gender) && !Enum.IsDefined(profile.Gender)) return Malformed("gender");
        if (Has(ProfileParts.Address) && !Text.IsLabel(profile.Address, MaxAddressLength)) return Malformed("address");
        if (Has(ProfileParts.Consents) && !AreConsents(profile.Consents, now)) return Malformed("consents");
        if (Has(ProfileParts.Tags) && !AreTexts(profile.Tags, MaxTags, MaxTagLength)) return Malformed("tags");
        if (Has(ProfileParts.Tags) && profile.Tags.Distinct().Count() < profile.Tags.Length) return Malformed("tags");
        if (Has(ProfileParts.Notes) && !AreTexts(profile.Notes, MaxNotes, MaxNoteLength)) return Malformed("notes");
        return null;

        bool Has(ProfileParts part) => parts.HasFlag(part);
    }

    private static bool AreConsents(ImmutableArray<Consent> consents, DateTimeOffset now) =>
        consents.Length <= MaxConsents
        && consents.All(said => Text.IsIdentifier(said.Kind) && Text.IsIdentifier(said.Source)
            && (said.Time == default || said.Time >= DateTimeOffset.UnixEpoch && said.Time <= now + ClockTolerance));

    private static bool AreTexts(ImmutableArray<string> texts, int count, int length) =>
        texts.Length <= count && texts.All(text => text.Length > 0 && Text.IsLabel(text, length));

    private static Refused Malformed(string field) => new(Refusal.FieldMalformed, "member." + field);
}
