using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Domain.Members;

/// <summary>Names a member for ever. It is all that the rest of the engine knows of them.</summary>
[GenerateSerializer, Immutable, Alias("loyalty.MemberId")]
public readonly record struct MemberId([property: Id(0)] Guid Value)
{
    /// <summary>
    /// Derives the id of the member that a request creates, so that a repeated request reaches the same member.
    /// The bits follow RFC 9562, version 8 (custom).
    /// </summary>
    public static MemberId ForRequest(string callerScope, Guid requestId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"member/{callerScope}/{requestId:D}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new MemberId(new Guid(hash[..16], bigEndian: true));
    }

    public override string ToString() => Value.ToString("D");
}
