using System.Text;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Members;

/// <summary>The bytes in the database's files, whatever its tables say.</summary>
public sealed class SqliteFileTests(SqliteBed bed) : IClassFixture<SqliteBed>
{
    [Fact]
    public async Task Files_OfTheDatabase_HoldNoPlainTextAndAfterAnEraseNoKey()
    {
        var folder = bed.NewFolder();
        using var stores = TestStores.OfSqlite(folder);
        await stores.MigrateAsync();
        var register = await TestMembers.OpenAsync(stores.Members, new LedgerOptions());
        var member = await TestMembers.CreateAsync(register, 1);
        var first = await KeyAsync();
        await register.UpdateAsync(People.Move(member, 101, "elsewhere"));
        var second = await KeyAsync();

        Assert.True(IsInSomeFile(folder, second));
        string[] secrets = ["Secretname", "Hidden", "13800138001", "whisper", "quiet", "elsewhere"];
        Assert.DoesNotContain(secrets, secret => IsInSomeFile(folder, Encoding.UTF8.GetBytes(secret)));

        await register.EraseAsync(member.Id);

        Assert.False(IsInSomeFile(folder, first));
        Assert.False(IsInSomeFile(folder, second));

        async Task<byte[]> KeyAsync() =>
            (await stores.Members.ReadAsync(member.Id, default))!.Encrypted!.WrappedKey;
    }

    private static bool IsInSomeFile(string folder, byte[] bytes) =>
        Directory.EnumerateFiles(folder, "loyalty.db*").Any(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var content = new byte[file.Length];
            file.ReadExactly(content);
            return content.AsSpan().IndexOf(bytes) >= 0;
        });
}
