using System.Security.Cryptography;
using Loyalty.Members;
using Loyalty.Members.Encryption;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Members;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class MasterKeyFileTests : IAsyncLifetime
{
    private static readonly string s_one = new('1', 64), s_two = new('2', 64);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("loyalty-keys-");
    private TestStores? stores;

    private string KeyFile => Path.Combine(folder.FullName, "members.key");

    public async ValueTask InitializeAsync()
    {
        stores = TestStores.OfSqlite(Path.Combine(folder.FullName, "data"));
        await stores.MigrateAsync();
    }

    public ValueTask DisposeAsync()
    {
        stores!.Dispose();
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Key_WithNothingThere_IsMadeOnceForItsOwnerAlone()
    {
        var first = await OpenAsync();
        var second = await OpenAsync();

        Assert.Equal(first.Current.Id, second.Current.Id);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        Assert.Single(Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public void Key_MadeByManyAtOnce_IsOneWholeKey()
    {
        Parallel.For(0, 8, i => MasterKeyFile.Make(KeyFile, RandomNumberGenerator.Fill));

        Assert.Single(MasterKeyFile.Read(KeyFile));
    }

    [Fact]
    public async Task Key_ThatWasNamedAndIsNotThere_IsNotMade()
    {
        var e = await Assert.ThrowsAsync<MasterKeyException>(() => OpenAsync(mayMake: false));

        Assert.Contains(KeyFile, e.Message, StringComparison.Ordinal);
        Assert.Contains("openssl rand", e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyFile));
    }

    [Fact]
    public async Task Key_Lost_EndsTheStartInOneLineAndIsNotMadeAnew()
    {
        var lost = await OpenAsync();
        File.Delete(KeyFile);

        var e = await Assert.ThrowsAsync<MasterKeyException>(() => OpenAsync());

        Assert.Contains(lost.Current.Id, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        Assert.False(File.Exists(KeyFile));
    }

    [Fact]
    public async Task Key_ExchangedForAnother_EndsTheStart()
    {
        await OpenAsync();
        Write(s_one);

        var e = await Assert.ThrowsAsync<MasterKeyException>(() => OpenAsync());

        Assert.Contains("put the file back", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_InFrontOfTheOldOne_IsTheCurrentOne()
    {
        Write(s_one);
        var old = await OpenAsync();
        Write($"# a comment\n\n{s_two}\n{s_one}");

        var keys = await OpenAsync();

        Assert.NotEqual(old.Current.Id, keys.Current.Id);
        Assert.NotNull(keys.Find(old.Current.Id));
        Assert.Equal(2, (await stores!.Members.ReadKeyIdsAsync(default)).Count);
    }

    [Theory]
    [InlineData("", "There is no key")]
    [InlineData("# nothing", "There is no key")]
    [InlineData("123", "Line 1")]
    [InlineData("# one\nzz11111111111111111111111111111111111111111111111111111111111111", "Line 2")]
    [InlineData(
        "1111111111111111111111111111111111111111111111111111111111111111\n"
        + "1111111111111111111111111111111111111111111111111111111111111111",
        "twice")]
    public void File_ThatIsNone_IsRefusedWithoutTellingWhatIsInIt(string text, string why)
    {
        Write(text);

        var e = Assert.Throws<MasterKeyException>(() => MasterKeyFile.Read(KeyFile));

        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("11111111", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void File_ThatEverybodyMayOpen_IsRefused(UnixFileMode others)
    {
        Write(s_one);
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | others);

        var e = Assert.Throws<MasterKeyException>(() => MasterKeyFile.Read(KeyFile));

        Assert.Contains("chmod 600", e.Message, StringComparison.Ordinal);
    }

    private Task<MemberKeys> OpenAsync(bool mayMake = true) => MemberKeys.OpenAsync(
        stores!.Members, KeyFile, mayMake, (TimeProvider.System, RandomNumberGenerator.Fill), default);

    private void Write(string text)
    {
        File.WriteAllText(KeyFile, text + "\n");
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
