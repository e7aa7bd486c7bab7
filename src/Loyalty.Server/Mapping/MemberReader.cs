using System.Collections.Immutable;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Loyalty.Domain;
using Loyalty.Domain.Members;
using Loyalty.Grains;
using Loyalty.Server.Identity;

namespace Loyalty.Server.Mapping;

/// <summary>Reads what a request says of members, and keeps the refusal that takes precedence.</summary>
internal static class MemberReader
{
    private static readonly Dictionary<string, ProfileParts> Paths = new(StringComparer.Ordinal)
    {
        ["name"] = ProfileParts.Name,
        ["phone"] = ProfileParts.Phone,
        ["birthday"] = ProfileParts.Birthday,
        ["gender"] = ProfileParts.Gender,
        ["address"] = ProfileParts.Address,
        ["consents"] = ProfileParts.Consents,
        ["tags"] = ProfileParts.Tags,
        ["notes"] = ProfileParts.Notes,
    };

    /// <summary>Reads the parts of a member that count; what doesn't is empty.</summary>
    public static MemberProfile ReadProfile(
        V1.Member? member, ProfileParts parts, LoyaltyProgram program, ref RequestValidator refusals)
    {
        if (member is null)
        {
            refusals.Add(Refusal.FieldMalformed, "member");
            member = new V1.Member();
        }

        var profile = new MemberProfile(
            Trim(member.Name),
            parts.HasFlag(ProfileParts.Phone) && member.Phone.Length > 0
                ? ReadPhone(member.Phone, "member.phone", ref refusals)
                : null,
            parts.HasFlag(ProfileParts.Birthday) && member.Birthday is not null
                ? ReadDate(member.Birthday, "member.birthday", ref refusals)
                : null,
            ReadGender(member),
            Trim(member.Address),
            parts.HasFlag(ProfileParts.Consents) ? ReadConsents(member, ref refusals) : [],
            [.. member.Tags.Select(Trim)],
            [.. member.Notes.Select(Trim)]);
        refusals.Add(MemberValidator.Check(parts, profile, program.Today, program.Now));
        return profile;
    }

    public static ProfileParts ReadMask(FieldMask? mask, ref RequestValidator refusals)
    {
        var parts = ProfileParts.None;
        foreach (var path in mask?.Paths ?? [])
        {
            if (!Paths.TryGetValue(path, out var part)) refusals.Add(Refusal.FieldMalformed, "update_mask");
            parts |= part;
        }

        if (parts == ProfileParts.None) refusals.Add(Refusal.FieldMalformed, "update_mask");
        return parts;
    }

    public static PhoneNumber? ReadPhone(string text, string field, ref RequestValidator refusals)
    {
        var phone = PhoneNumber.Parse(Trim(text));
        if (phone is null) refusals.Add(Refusal.PhoneMalformed, field);
        return phone;
    }

    public static DateOnly? ReadDate(Google.Type.Date? date, string field, ref RequestValidator refusals)
    {
        if (DateMapping.TryRead(date, out var read)) return read;
        refusals.Add(Refusal.FieldMalformed, field);
        return null;
    }

    public static MemberId ReadId(string text, string field, ref RequestValidator refusals)
    {
        if (!IdMapping.TryRead(text, out var id)) refusals.Add(Refusal.FieldMalformed, field);
        return new MemberId(id);
    }

    /// <summary>An etag is the version in decimals.</summary>
    public static long ReadEtag(string text, ref RequestValidator refusals)
    {
        var isVersion = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        if (!isVersion || version < 1) refusals.Add(Refusal.FieldMalformed, "member.etag");
        return version;
    }

    /// <summary>
    /// Reads the view to answer: the one asked for, as far as the caller may have it. Absent is the narrowest, since
    /// some clients send a name that they don't know as absent.
    /// </summary>
    public static MemberView ReadView(V1.MemberView? asked, Caller caller, ref RequestValidator refusals)
    {
        if (asked is not { } view) return MemberView.Minimal;
        if (view == V1.MemberView.Unspecified || !System.Enum.IsDefined(view))
            refusals.Add(Refusal.FieldMalformed, "view");
        else if ((MemberView)view > MemberRights.WidestView(caller.Kind)) refusals.Add(NotAllowed(caller, "view"));
        return (MemberView)view;
    }

    /// <summary>
    /// Refuses a change of the gender that doesn't name one: some clients send a name that they don't know as absent,
    /// and that would take the gender away.
    /// </summary>
    public static void RequireGender(V1.Member? member, ProfileParts parts, ref RequestValidator refusals)
    {
        if (parts.HasFlag(ProfileParts.Gender) && member is { HasGender: false })
            refusals.Add(Refusal.FieldMalformed, "member.gender");
    }

    /// <summary>Whether the caller may keep members, or search them by name.</summary>
    public static Refused? CheckRight(Caller caller) =>
        CallerRights.Check(caller, CallerRight.ServeCustomers);

    public static string ReadName(string text, string field, ref RequestValidator refusals)
    {
        var name = Trim(text);
        if (name.Length == 0 || !Text.IsLabel(name)) refusals.Add(Refusal.FieldMalformed, field);
        return name;
    }

    /// <summary>Absent and not told are one; 0 and what is not known are left to the validator.</summary>
    private static Gender ReadGender(V1.Member member) => member switch
    {
        { HasGender: false } or { Gender: V1.Gender.NotTold } => Gender.Unspecified,
        { Gender: V1.Gender.Unspecified } => (Gender)(-1),
        _ => (Gender)member.Gender,
    };

    private static ImmutableArray<Consent> ReadConsents(V1.Member member, ref RequestValidator refusals)
    {
        var consents = ImmutableArray.CreateBuilder<Consent>();
        foreach (var said in member.Consents)
        {
            var time = default(DateTimeOffset);
            var isRead = said.Time is null || DateMapping.TryRead(said.Time, out time);
            if (!isRead || said.Status is not (V1.ConsentStatus.Given or V1.ConsentStatus.Withdrawn))
                refusals.Add(Refusal.FieldMalformed, "member.consents");
            consents.Add(new Consent(said.Kind, said.Status == V1.ConsentStatus.Given, time, said.Source));
        }

        return consents.ToImmutable();
    }

    private static Refused NotAllowed(Caller caller, string field) =>
        new Refused(Refusal.CallerNotAllowed, field).With("caller_kind", caller.Kind.ToString());

    /// <summary>Spaces only: other white space is no part of a name, and refused with its like.</summary>
    private static string Trim(string text) => text.Trim(' ', '\u3000');
}
