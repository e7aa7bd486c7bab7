using System.Security.Cryptography;
using Loyalty.Domain.Members;
using Loyalty.Members;
using Loyalty.Members.Encryption;

namespace Loyalty.Ledger.Tests.Members;

public sealed class EncryptionTests
{
    private static readonly MemberId s_id = new(new Guid("00000000-0000-8000-8000-000000000001"));
    private static readonly DateTimeOffset s_time = new(2026, 6, 15, 4, 0, 0, TimeSpan.Zero);

    private static readonly MemberProfile s_profile = new(
        "Ann", PhoneNumber.Parse("13800138000"), new DateOnly(1990, 2, 28), Gender.Female, "1 Road", [], ["vip"], []);

    /// <summary>Computed by Node's crypto module, from the forms that the README describes.</summary>
    [Fact]
    public void Encrypt_OfAKnownMember_IsTheGoldenOne()
    {
        var master = new MasterKey([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        var next = 0;
        var cipher = new MemberCipher(new MemberKeys([master]), bytes =>
        {
            for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)next++;
        });

        var write = Encrypt(cipher, 1);

        Assert.Equal("734b822fd3238cc0", master.Id);
        Assert.Equal(
            "64b5a6c21bc0e9ebd3d10c020f9ff93319c744a5f0463a81d9bf37440267d4a8",
            Convert.ToHexStringLower(Assert.Single(write.Hashes.Phones).Hash));
        Assert.Equal(
            "12aa95405484da65193ee9feca090666ac04c820be64934b4b3e697d0504391a",
            Convert.ToHexStringLower(master.HashOf("张 三", s_profile.Birthday!.Value).Hash));
        Assert.Equal(
            "01202122232425262728292a2bcf83736f62a2bd58dde68dd7a9df2760666d7a36957fcc7da101bad704970ef96754bc5c25"
            + "4ab7a69d566e643ab9f600",
            Convert.ToHexStringLower(write.Row.Encrypted!.WrappedKey));
        Assert.Equal(
            "012c2d2e2f303132333435363729df4b770ff4c6f61489f38819cf4868bd6546a9445f05f32058a2ae599daeb3191c8e1471"
            + "e275765a6dcd820d2e6ee0b0ed2470b9497690a574da59ddfb88f930cf4a321c79403702efcda298f24e8ce462dea395dcdd"
            + "267edc423fc89de02b4da028c931f0d042934eee52c9a2ff0ce250",
            Convert.ToHexStringLower(write.Row.Encrypted.Profile));
        Assert.Equal(
            "0138393a3b3c3d3e3f40414243075ec11fe693e3ed93657e4039d5ec6310431166041466f1ec434d749a3c64d7a2b2defccc"
            + "c24d7bc262ba642abfe257042961ce018469240c",
            Convert.ToHexStringLower(write.Row.Encrypted.Archive));
    }

    [Fact]
    public void Decrypt_OfAnEncryptedMember_IsTheMember()
    {
        var cipher = With(People.Master(1));

        MemberStoreTests<Stores.SqliteBed>.AssertSame(
            new Member(s_id, 1, s_profile, s_time, s_time), cipher.Decrypt(Encrypt(cipher, 1).Row));
    }

    [Fact]
    public void Encrypt_OfTheSameTwice_Differs()
    {
        var cipher = With(People.Master(1));
        var (one, other) = (Encrypt(cipher, 1).Row.Encrypted!, Encrypt(cipher, 1).Row.Encrypted!);

        Assert.NotEqual(one.WrappedKey, other.WrappedKey);
        Assert.NotEqual(one.Profile, other.Profile);
        Assert.NotEqual(one.Archive, other.Archive);
    }

    [Fact]
    public void Decrypt_UnderAnotherKey_Fails()
    {
        var row = Encrypt(With(People.Master(1)), 1).Row;

        AssertClosed(With(People.Master(2)), row);
        AssertClosed(
            With(People.Master(2)), row with { Encrypted = row.Encrypted! with { KeyId = People.Master(2).Id } });
    }

    [Fact]
    public void Decrypt_WithAnyByteChangedOrCut_Fails()
    {
        var cipher = With(People.Master(1));
        var row = Encrypt(cipher, 1).Row;
        foreach (var (bytes, put) in Sets(row))
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                var changed = bytes.ToArray();
                changed[i] ^= 1;
                AssertClosed(cipher, row with { Encrypted = put(changed) });
            }

            AssertClosed(cipher, row with { Encrypted = put(bytes[..^1]) });
            AssertClosed(cipher, row with { Encrypted = put([]) });
        }
    }

    [Fact]
    public void Decrypt_MovedToAnotherMember_Fails()
    {
        var cipher = With(People.Master(1));
        var row = Encrypt(cipher, 1).Row;

        AssertClosed(cipher, row with { Id = new MemberId(new Guid("00000000-0000-8000-8000-000000000002")) });
    }

    [Fact]
    public void Fields_MovedWithinTheirMember_DoNotOpen()
    {
        var cipher = With(People.Master(1));
        var first = Encrypt(cipher, 1).Row;
        var second = cipher.Encrypt(
            new Member(s_id, 2, s_profile with { Tags = [] }, s_time, s_time), first, "request",
            new CreateMember(default, s_profile)).Row;

        AssertClosed(cipher, first with { Encrypted = first.Encrypted! with { Archive = first.Encrypted.Profile } });
        AssertClosed(cipher, second with { Encrypted = second.Encrypted! with { Archive = first.Encrypted.Archive } });
        AssertClosed(cipher, second with { Version = 1 });
        Assert.Equal(2, cipher.Decrypt(second).Version);
    }

    [Fact]
    public void Fields_OfAnotherMember_DoNotOpen()
    {
        var cipher = With(People.Master(1));
        var (one, other) = (Encrypt(cipher, 1).Row, Encrypt(cipher, 1).Row);

        AssertClosed(cipher, one with { Encrypted = one.Encrypted! with { Profile = other.Encrypted!.Profile } });
        AssertClosed(cipher, one with { Encrypted = one.Encrypted! with { WrappedKey = other.Encrypted!.WrappedKey } });
    }

    [Fact]
    public void Key_Rewrapped_OpensUnderTheNewOneAlone()
    {
        var row = Encrypt(With(People.Master(1)), 1).Row;

        var rewrap = With(People.Master(2), People.Master(1)).Rewrap(row);

        var rewrapped = row with
        {
            Encrypted = row.Encrypted! with { KeyId = rewrap.KeyId, WrappedKey = rewrap.WrappedKey },
        };
        Assert.Equal(row.Version, With(People.Master(2)).Decrypt(rewrapped).Version);
        AssertClosed(With(People.Master(1)), rewrapped);
        Assert.Equal(2, rewrap.Hashes.Phones.Select(phone => phone.KeyId).Distinct().Count());
    }

    [Fact]
    public void Digest_OfARequest_NeedsTheMembersKey()
    {
        var cipher = With(People.Master(1));

        Assert.NotEqual(Encrypt(cipher, 1).Fingerprint, Encrypt(cipher, 1).Fingerprint);
    }

    private static MemberCipher With(params MasterKey[] keys) =>
        new(new MemberKeys(keys), RandomNumberGenerator.Fill);

    private static MemberWrite Encrypt(MemberCipher cipher, long version) => cipher.Encrypt(
        new Member(s_id, version, s_profile, s_time, s_time), null, "request", new CreateMember(default, s_profile));

    private static void AssertClosed(MemberCipher cipher, MemberRow row) =>
        Assert.ThrowsAny<CryptographicException>(() => cipher.Decrypt(row));

    private static IEnumerable<(byte[] Bytes, Func<byte[], EncryptedMember> Put)> Sets(MemberRow row) =>
    [
        (row.Encrypted!.WrappedKey, bytes => row.Encrypted with { WrappedKey = bytes }),
        (row.Encrypted.Profile, bytes => row.Encrypted with { Profile = bytes }),
        (row.Encrypted.Archive, bytes => row.Encrypted with { Archive = bytes }),
    ];
}
