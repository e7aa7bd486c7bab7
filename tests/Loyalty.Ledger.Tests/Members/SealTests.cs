using System.Security.Cryptography;
using Loyalty.Domain.Members;
using Loyalty.Ledger.Members;
using Loyalty.Ledger.Members.Sealing;

namespace Loyalty.Ledger.Tests.Members;

public sealed class SealTests
{
    private static readonly MemberId s_id = new(new Guid("00000000-0000-8000-8000-000000000001"));
    private static readonly DateTimeOffset s_time = new(2026, 6, 15, 4, 0, 0, TimeSpan.Zero);

    private static readonly MemberProfile s_profile = new(
        "Ann", PhoneNumber.Parse("13800138000"), new DateOnly(1990, 2, 28), Gender.Female, "1 Road", [], ["vip"], []);

    /// <summary>Computed by Node's crypto module, from the forms that the README describes.</summary>
    [Fact]
    public void Seal_OfAKnownMember_IsTheGoldenOne()
    {
        var master = new MasterKey([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        var next = 0;
        var seal = new MemberSeal(new MemberKeys([master]), bytes =>
        {
            for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)next++;
        });

        var write = Seal(seal, 1);

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
            Convert.ToHexStringLower(write.Row.Sealed!.WrappedKey));
        Assert.Equal(
            "012c2d2e2f303132333435363729df4b770ff4c6f61489f38819cf4868bd6546a9445f05f32058a2ae599daeb3191c8e1471"
            + "e275765a6dcd820d2e6ee0b0ed2470b9497690a574da59ddfb88f930cf4a321c79403702efcda298f24e8ce462dea395dcdd"
            + "267edc423fc89de02b4da028c931f0d042934eee52c9a2ff0ce250",
            Convert.ToHexStringLower(write.Row.Sealed.Profile));
        Assert.Equal(
            "0138393a3b3c3d3e3f40414243075ec11fe693e3ed93657e4039d5ec6310431166041466f1ec434d749a3c64d7a2b2defccc"
            + "c24d7bc262ba642abfe257042961ce018469240c",
            Convert.ToHexStringLower(write.Row.Sealed.Archive));
    }

    [Fact]
    public void Seal_Opened_IsTheMember()
    {
        var seal = With(People.Master(1));

        MemberStoreTests<Stores.SqliteBed>.AssertSame(
            new Member(s_id, 1, s_profile, s_time, s_time), seal.Open(Seal(seal, 1).Row));
    }

    [Fact]
    public void Seal_OfTheSameTwice_Differs()
    {
        var seal = With(People.Master(1));
        var (one, other) = (Seal(seal, 1).Row.Sealed!, Seal(seal, 1).Row.Sealed!);

        Assert.NotEqual(one.WrappedKey, other.WrappedKey);
        Assert.NotEqual(one.Profile, other.Profile);
        Assert.NotEqual(one.Archive, other.Archive);
    }

    [Fact]
    public void Seal_UnderAnotherKey_DoesNotOpen()
    {
        var row = Seal(With(People.Master(1)), 1).Row;

        AssertClosed(With(People.Master(2)), row);
        AssertClosed(With(People.Master(2)), row with { Sealed = row.Sealed! with { KeyId = People.Master(2).Id } });
    }

    [Fact]
    public void Seal_WithAnyByteChangedOrCut_DoesNotOpen()
    {
        var seal = With(People.Master(1));
        var row = Seal(seal, 1).Row;
        foreach (var (bytes, put) in Sets(row))
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                var changed = bytes.ToArray();
                changed[i] ^= 1;
                AssertClosed(seal, row with { Sealed = put(changed) });
            }

            AssertClosed(seal, row with { Sealed = put(bytes[..^1]) });
            AssertClosed(seal, row with { Sealed = put([]) });
        }
    }

    [Fact]
    public void Seal_MovedToAnotherMember_DoesNotOpen()
    {
        var seal = With(People.Master(1));
        var row = Seal(seal, 1).Row;

        AssertClosed(seal, row with { Id = new MemberId(new Guid("00000000-0000-8000-8000-000000000002")) });
    }

    [Fact]
    public void Fields_MovedWithinTheirMember_DoNotOpen()
    {
        var seal = With(People.Master(1));
        var first = Seal(seal, 1).Row;
        var second = seal.Seal(
            new Member(s_id, 2, s_profile with { Tags = [] }, s_time, s_time), first, "request",
            new CreateMember(default, s_profile)).Row;

        AssertClosed(seal, first with { Sealed = first.Sealed! with { Archive = first.Sealed.Profile } });
        AssertClosed(seal, second with { Sealed = second.Sealed! with { Archive = first.Sealed.Archive } });
        AssertClosed(seal, second with { Version = 1 });
        Assert.Equal(2, seal.Open(second).Version);
    }

    [Fact]
    public void Fields_OfAnotherMember_DoNotOpen()
    {
        var seal = With(People.Master(1));
        var (one, other) = (Seal(seal, 1).Row, Seal(seal, 1).Row);

        AssertClosed(seal, one with { Sealed = one.Sealed! with { Profile = other.Sealed!.Profile } });
        AssertClosed(seal, one with { Sealed = one.Sealed! with { WrappedKey = other.Sealed!.WrappedKey } });
    }

    [Fact]
    public void Key_Rewrapped_OpensUnderTheNewOneAlone()
    {
        var row = Seal(With(People.Master(1)), 1).Row;

        var rewrap = With(People.Master(2), People.Master(1)).Rewrap(row);

        var rewrapped = row with
        {
            Sealed = row.Sealed! with { KeyId = rewrap.KeyId, WrappedKey = rewrap.WrappedKey },
        };
        Assert.Equal(row.Version, With(People.Master(2)).Open(rewrapped).Version);
        AssertClosed(With(People.Master(1)), rewrapped);
        Assert.Equal(2, rewrap.Hashes.Phones.Select(phone => phone.KeyId).Distinct().Count());
    }

    [Fact]
    public void Digest_OfARequest_NeedsTheMembersKey()
    {
        var seal = With(People.Master(1));

        Assert.NotEqual(Seal(seal, 1).Meaning, Seal(seal, 1).Meaning);
    }

    private static MemberSeal With(params MasterKey[] keys) =>
        new(new MemberKeys(keys), RandomNumberGenerator.Fill);

    private static MemberWrite Seal(MemberSeal seal, long version) => seal.Seal(
        new Member(s_id, version, s_profile, s_time, s_time), null, "request", new CreateMember(default, s_profile));

    private static void AssertClosed(MemberSeal seal, MemberRow row) =>
        Assert.ThrowsAny<CryptographicException>(() => seal.Open(row));

    private static IEnumerable<(byte[] Bytes, Func<byte[], SealedMember> Put)> Sets(MemberRow row) =>
    [
        (row.Sealed!.WrappedKey, bytes => row.Sealed with { WrappedKey = bytes }),
        (row.Sealed.Profile, bytes => row.Sealed with { Profile = bytes }),
        (row.Sealed.Archive, bytes => row.Sealed with { Archive = bytes }),
    ];
}
