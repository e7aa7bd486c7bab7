using System.Collections.Immutable;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Loyalty.Cli.Csv;
using Loyalty.Cli.Output;
using Loyalty.Domain.Members;
using Loyalty.V1;
using Consent = Loyalty.Domain.Members.Consent;
using Gender = Loyalty.Domain.Members.Gender;
using Member = Loyalty.V1.Member;

namespace Loyalty.Cli.Import;

/// <summary>Reads the columns that say who a member is. No fault repeats what stands there.</summary>
/// <param name="today">The latest birthday.</param>
/// <param name="now">The latest time of a consent.</param>
internal sealed class PersonColumns(DateOnly today, DateTimeOffset now)
{
    /// <summary>Between consents, tags or notes; a backslash before it, or before a backslash, takes it as it is.
    /// </summary>
    public const char Between = '|';

    public const char BetweenParts = '@';
    public const string Given = "given", Withdrawn = "withdrawn";

    private static readonly (ProfileParts Part, ImportColumn Column, string Problem)[] Shapes =
    [
        (ProfileParts.Name, ImportColumn.Name, "is missing, longer than 64 characters, or no text"),
        (ProfileParts.Birthday, ImportColumn.Birthday, "is before 1900 or in the future"),
        (ProfileParts.Address, ImportColumn.Address, "is longer than 200 characters, or no text"),
        (ProfileParts.Consents, ImportColumn.Consents, "has more than 32, or one with a bad kind, source or time"),
        (ProfileParts.Tags, ImportColumn.Tags, "has more than 32, one twice, or one not of 1 to 32 characters"),
        (ProfileParts.Notes, ImportColumn.Notes, "has more than 50, or one not of 1 to 500 characters"),
    ];

    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Whether the line says who the member is.</summary>
    public static bool AreIn(Cells cells) => cells.HasAny(
        ImportColumn.Name, ImportColumn.Phone, ImportColumn.Birthday, ImportColumn.Gender, ImportColumn.Address,
        ImportColumn.Consents, ImportColumn.Tags, ImportColumn.Notes);

    public Member Read(Cells cells)
    {
        var profile = new MemberProfile(
            cells.Text(ImportColumn.Name).Trim(' ', '\u3000'), ReadPhone(cells), cells.Date(ImportColumn.Birthday),
            ReadGender(cells), cells.Text(ImportColumn.Address).Trim(' ', '\u3000'), ReadConsents(cells),
            [.. ListText.Split(cells.Text(ImportColumn.Tags), Between)],
            [.. ListText.Split(cells.Text(ImportColumn.Notes), Between)]);
        foreach (var (part, column, problem) in Shapes)
            if (MemberValidator.Check(part, profile, today, now) is not null) cells.Fault(column, problem);
        var wire = ToWire(profile);
        if (profile.Gender != Gender.Unspecified) wire.Gender = (V1.Gender)profile.Gender;
        return wire;
    }

    /// <summary>Writes a member's columns.</summary>
    public static void Write(Member member, string[] cells)
    {
        cells[(int)ImportColumn.Name] = member.Name;
        cells[(int)ImportColumn.Phone] = member.Phone;
        cells[(int)ImportColumn.Birthday] = Dates.Print(member.Birthday);
        cells[(int)ImportColumn.Gender] = member.HasGender ? member.Gender.ToString().ToLowerInvariant() : "";
        cells[(int)ImportColumn.Address] = member.Address;
        cells[(int)ImportColumn.Consents] = ListText.Join(member.Consents.Select(Print), Between);
        cells[(int)ImportColumn.Tags] = ListText.Join(member.Tags, Between);
        cells[(int)ImportColumn.Notes] = ListText.Join(member.Notes, Between);
    }

    private static string Print(V1.Consent said) => ListText.Join(
        [
            said.Kind,
            said.Status == ConsentStatus.Given ? Given : Withdrawn,
            said.Source,
            said.Time.ToDateTime().ToString(Times[1], CultureInfo.InvariantCulture),
        ],
        BetweenParts);

    private static Member ToWire(MemberProfile profile) => new()
    {
        Name = profile.Name,
        Phone = profile.Phone?.E164 ?? "",
        Birthday = profile.Birthday is { } day ? Dates.Of(day) : null,
        Address = profile.Address,
        Consents =
        {
            profile.Consents.Select(said => new V1.Consent
            {
                Kind = said.Kind,
                Status = said.IsGiven ? ConsentStatus.Given : ConsentStatus.Withdrawn,
                Source = said.Source,
                Time = said.Time == default ? null : Timestamp.FromDateTimeOffset(said.Time),
            }),
        },
        Tags = { profile.Tags },
        Notes = { profile.Notes },
    };

    private static PhoneNumber? ReadPhone(Cells cells)
    {
        if (cells.IsEmpty(ImportColumn.Phone)) return null;
        var phone = PhoneNumber.Parse(cells.Text(ImportColumn.Phone).Trim(' ', '\u3000'));
        if (phone is null)
            cells.Fault(ImportColumn.Phone, "is no mainland mobile number, and none of another country with +");
        return phone;
    }

    private static Gender ReadGender(Cells cells)
    {
        switch (cells.Text(ImportColumn.Gender))
        {
            case "":
                return Gender.Unspecified;
            case "female":
                return Gender.Female;
            case "male":
                return Gender.Male;
            case "other":
                return Gender.Other;
            default:
                cells.Fault(ImportColumn.Gender, "is not female, male or other");
                return Gender.Unspecified;
        }
    }

    /// <summary>KIND@given@SOURCE@TIME; without the last part it is said at the import.</summary>
    private static ImmutableArray<Consent> ReadConsents(Cells cells)
    {
        var consents = ImmutableArray.CreateBuilder<Consent>();
        foreach (var text in ListText.Split(cells.Text(ImportColumn.Consents), Between))
        {
            var parts = ListText.Split(text, BetweenParts);
            var time = default(DateTimeOffset);
            if (parts.Count is < 3 or > 4 || parts[1] is not (Given or Withdrawn)
                || (parts.Count == 4 && !TryReadTime(parts[3], out time)))
            {
                cells.Fault(
                    ImportColumn.Consents, $"has a part that is not like sms@{Given}@form@2024-05-01T10:00:00Z");
                continue;
            }

            consents.Add(new Consent(parts[0], parts[1] == Given, time, parts[2]));
        }

        return consents.ToImmutable();
    }

    /// <summary>An instant names its zone: without one it is another instant on another machine.</summary>
    private static bool TryReadTime(string text, out DateTimeOffset time)
    {
        time = default;
        var hasZone = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        return hasZone && DateTimeOffset.TryParseExact(
            text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}
