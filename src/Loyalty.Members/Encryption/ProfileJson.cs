using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Domain.Members;

namespace Loyalty.Members.Encryption;

/// <summary>The content of <c>members.profile</c>, before it is encrypted.</summary>
internal sealed record ProfileJson(
    string Name, string? Phone = null, DateOnly? Birthday = null, int Gender = 0, string Address = "");

/// <summary>The content of <c>members.archive</c>, before it is encrypted.</summary>
internal sealed record ArchiveJson(ConsentJson[] Consents, string[] Tags, string[] Notes);

internal sealed record ConsentJson(string Kind, bool IsGiven, DateTimeOffset Time, string Source);

/// <summary>The encrypted fields as JSON, in UTF-8.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProfileJson))]
[JsonSerializable(typeof(ArchiveJson))]
internal sealed partial class EncryptedJson : JsonSerializerContext
{
    public static byte[] WriteProfile(MemberProfile profile) => JsonSerializer.SerializeToUtf8Bytes(
        new ProfileJson(
            profile.Name, profile.Phone?.E164, profile.Birthday, (int)profile.Gender, profile.Address),
        Default.ProfileJson);

    public static byte[] WriteArchive(MemberProfile profile) => JsonSerializer.SerializeToUtf8Bytes(
        new ArchiveJson(
            [.. profile.Consents.Select(said => new ConsentJson(said.Kind, said.IsGiven, said.Time, said.Source))],
            [.. profile.Tags],
            [.. profile.Notes]),
        Default.ArchiveJson);

    public static MemberProfile Read(byte[] profile, byte[] archive)
    {
        var one = JsonSerializer.Deserialize(profile, Default.ProfileJson)!;
        var other = JsonSerializer.Deserialize(archive, Default.ArchiveJson)!;
        return new MemberProfile(
            one.Name,
            one.Phone is { } phone ? PhoneNumber.Parse(phone) : null,
            one.Birthday,
            (Gender)one.Gender,
            one.Address,
            [.. other.Consents.Select(said => new Consent(said.Kind, said.IsGiven, said.Time, said.Source))],
            [.. other.Tags],
            [.. other.Notes]);
    }
}
