using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;

namespace Loyalty.Server.Mapping;

/// <summary>Writes members to the wire, as far as a view shows them: the one place that masks.</summary>
internal static class MemberMapping
{
    public static V1.Member ToWire(Member member, MemberView view)
    {
        var wire = new V1.Member
        {
            MemberId = member.Id.ToString(),
            Etag = member.Version.ToString(CultureInfo.InvariantCulture),
            State = member.MergedInto is not null ? V1.MemberState.Merged
                : member.Profile is null ? V1.MemberState.Erased
                : V1.MemberState.Live,
            MergedIntoMemberId = member.MergedInto?.ToString() ?? "",
            View = (V1.MemberView)view,
            CreateTime = Timestamp.FromDateTimeOffset(member.CreateTime),
            UpdateTime = Timestamp.FromDateTimeOffset(member.UpdateTime),
        };
        if (member.Profile is { } profile) Show(wire, profile, view);
        return wire;
    }

    /// <summary>Maps a card of theirs; the whole number is for callers who see them whole.</summary>
    public static V1.MemberCard ToWire(CardState card, MemberView view, DateOnly today) => new()
    {
        CardNumber = view == MemberView.Full ? card.Number.Digits : card.Number.Masked,
        Type = (V1.CardType)card.Life.Type,
        Lost = card.Life.LostTime is not null,
        Suspended = card.Life.IsSuspended,
        Expired = card.Life.HasExpiredOn(today),
    };

    private static void Show(V1.Member wire, MemberProfile profile, MemberView view)
    {
        var isFull = view == MemberView.Full;
        wire.Name = isFull ? profile.Name : PersonName.Mask(profile.Name);
        wire.Phone = profile.Phone is { } phone ? isFull ? phone.E164 : phone.Masked : "";
        if (view < MemberView.Masked) return;
        wire.BirthMonth = profile.Birthday?.Month ?? 0;
        wire.Consents.Add((isFull ? profile.Consents : profile.ConsentsNow).Select(ToWire));
        if (!isFull) return;
        wire.Birthday = DateMapping.ToDate(profile.Birthday);
        if (profile.Gender != Gender.Unspecified) wire.Gender = (V1.Gender)profile.Gender;
        wire.Address = profile.Address;
        wire.Tags.Add(profile.Tags);
        wire.Notes.Add(profile.Notes);
    }

    private static V1.Consent ToWire(Consent said) => new()
    {
        Kind = said.Kind,
        Status = said.IsGiven ? V1.ConsentStatus.Given : V1.ConsentStatus.Withdrawn,
        Time = Timestamp.FromDateTimeOffset(said.Time),
        Source = said.Source,
    };
}
