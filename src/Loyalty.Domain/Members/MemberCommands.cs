namespace Loyalty.Domain.Members;

/// <summary>A change of a member, with its idempotency key and fingerprint.</summary>
public interface IMemberCommand
{
    /// <summary>The caller's own id of the request.</summary>
    Guid RequestId { get; }

    /// <summary>
    /// All that was asked, in canonical form. It holds personal data: only a keyed digest of it may be stored.
    /// </summary>
    byte[] ToCanonical();
}

/// <summary>Creates a member; its shape has been checked.</summary>
public sealed record CreateMember(Guid RequestId, MemberProfile Profile) : IMemberCommand
{
    public byte[] ToCanonical()
    {
        var writer = new CanonicalWriter(512);
        writer.Text("create-member/1");
        MemberCanonical.Write(writer, ProfileParts.All, Profile);
        return writer.Written.ToArray();
    }

    public override string ToString() => nameof(CreateMember);
}

/// <summary>Changes a member; its shape has been checked.</summary>
/// <param name="RequestId">The caller's own id of the request.</param>
/// <param name="Id">Whom.</param>
/// <param name="Version">The version that the change was made on.</param>
/// <param name="Parts">The parts that change.</param>
/// <param name="Change">To what; other parts don't count.</param>
public sealed record UpdateMember(
    Guid RequestId, MemberId Id, long Version, ProfileParts Parts, MemberProfile Change) : IMemberCommand
{
    public byte[] ToCanonical()
    {
        var writer = new CanonicalWriter(512);
        writer.Text("update-member/1");
        writer.Id(Id.Value);
        writer.Number(Version);
        writer.Number((long)Parts);
        MemberCanonical.Write(writer, Parts, Change);
        return writer.Written.ToArray();
    }

    public override string ToString() => nameof(UpdateMember);
}

/// <summary>A profile's parts in the one form over which digests are computed.</summary>
internal static class MemberCanonical
{
    public static void Write(CanonicalWriter writer, ProfileParts parts, MemberProfile profile)
    {
        if (parts.HasFlag(ProfileParts.Name)) writer.Text(profile.Name);
        if (parts.HasFlag(ProfileParts.Phone)) writer.Text(profile.Phone?.E164 ?? "");
        if (parts.HasFlag(ProfileParts.Birthday)) writer.Date(profile.Birthday);
        if (parts.HasFlag(ProfileParts.Gender)) writer.Number((long)profile.Gender);
        if (parts.HasFlag(ProfileParts.Address)) writer.Text(profile.Address);
        if (parts.HasFlag(ProfileParts.Tags)) Write(writer, profile.Tags);
        if (parts.HasFlag(ProfileParts.Notes)) Write(writer, profile.Notes);
        if (!parts.HasFlag(ProfileParts.Consents)) return;
        writer.Number(profile.Consents.Length);
        foreach (var consent in profile.Consents)
        {
            writer.Text(consent.Kind);
            writer.Number(consent.IsGiven ? 1 : 0);
            writer.Number(consent.Time.UtcTicks);
            writer.Text(consent.Source);
        }
    }

    private static void Write(CanonicalWriter writer, IReadOnlyCollection<string> texts)
    {
        writer.Number(texts.Count);
        foreach (var text in texts) writer.Text(text);
    }
}
