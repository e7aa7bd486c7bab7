using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Loyalty.Cli.Output;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary>The options that say who a member is. An empty text takes a field away.</summary>
internal sealed class MemberOptions
{
    private readonly Option<string?> name = new("--name") { Description = "The name" };

    private readonly Option<string?> phone = new("--phone")
    {
        Description = "The phone number: a mainland mobile's, or another country's with +",
    };

    private readonly Option<string?> birthday = new("--birthday")
    {
        Description = "The date of birth",
        HelpName = "YYYY-MM-DD",
    };

    private readonly Option<string?> gender = new("--gender") { Description = "female, male, other or not-told" };

    private readonly Option<string?> address = new("--address") { Description = "The address" };

    private readonly Option<string[]> consent = new("--consent")
    {
        Description = "A consent, or with -withdrawn its end, and where it was stated; repeatable",
        HelpName = "KIND[-withdrawn]@SOURCE",
    };

    private readonly Option<string[]> tag = new("--tag") { Description = "A tag of the VIP archive; repeatable" };

    private readonly Option<string[]> note = new("--note") { Description = "A note of the VIP archive; repeatable" };

    public IEnumerable<Symbol> All => [name, phone, birthday, gender, address, consent, tag, note];

    /// <summary>The member as the options say, and the fields that they name.</summary>
    public (Member Member, FieldMask Mask) Read(ParseResult parsed)
    {
        var (member, mask) = (new Member(), new FieldMask());
        if (Is(name, "name")) member.Name = parsed.GetValue(name) ?? "";
        if (Is(phone, "phone")) member.Phone = parsed.GetValue(phone) ?? "";
        if (Is(birthday, "birthday")) member.Birthday = ReadDate(parsed.GetValue(birthday));
        if (Is(gender, "gender")) member.Gender = ReadGender(parsed.GetValue(gender) ?? "");
        if (Is(address, "address")) member.Address = parsed.GetValue(address) ?? "";
        if (Is(consent, "consents")) member.Consents.Add((parsed.GetValue(consent) ?? []).Select(ReadConsent));
        if (Is(tag, "tags")) member.Tags.Add((parsed.GetValue(tag) ?? []).Where(text => text.Length > 0));
        if (Is(note, "notes")) member.Notes.Add((parsed.GetValue(note) ?? []).Where(text => text.Length > 0));
        return (member, mask);

        bool Is(System.CommandLine.Option option, string path)
        {
            if (parsed.GetResult(option) is null or OptionResult { Implicit: true }) return false;
            mask.Paths.Add(path);
            return true;
        }
    }

    public static Google.Type.Date? ReadDate(string? text) => string.IsNullOrEmpty(text) ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? Dates.Of(date)
            : throw new UsageException($"“{text}” is no date; write one like 1990-12-31.");

    private static Gender ReadGender(string text) => text.ToLowerInvariant() switch
    {
        "female" => Gender.Female,
        "male" => Gender.Male,
        "other" => Gender.Other,
        "not-told" or "" => Gender.NotTold,
        _ => throw new UsageException($"“{text}” is no gender; write female, male, other or not-told."),
    };

    private static Consent ReadConsent(string text)
    {
        const string withdrawn = "-withdrawn";
        if (text.Split('@') is not [{ Length: > 0 } kind, { Length: > 0 } source])
            throw new UsageException($"“{text}” is no consent; write one like marketing-sms@desk-form.");
        var isGiven = !kind.EndsWith(withdrawn, StringComparison.Ordinal);
        return new Consent
        {
            Kind = isGiven ? kind : kind[..^withdrawn.Length],
            Status = isGiven ? ConsentStatus.Given : ConsentStatus.Withdrawn,
            Source = source,
        };
    }
}
