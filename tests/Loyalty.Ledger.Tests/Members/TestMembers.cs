using System.Security.Cryptography;
using Loyalty.Domain.Members;
using Loyalty.Members;
using Loyalty.Members.Encryption;
using Loyalty.Ledger.Tests.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Ledger.Tests.Members;

/// <summary>The members of a test's database, as nodes with keys of their own see them.</summary>
internal sealed class TestMembers(TestLedger ledger)
{
    private static readonly LedgerOptions s_options = new() { Deadline = TimeSpan.FromSeconds(10) };

    public IMemberStore Store => ledger.Stores.Members;

    public TestLedger Ledger => ledger;

    /// <summary>A node that knows these keys and has registered the first of them.</summary>
    public Task<MemberRegister> OpenAsync(params MasterKey[] keys) => OpenAsync(Store, s_options, keys);

    /// <summary>A node of its own on the same database.</summary>
    public Task<MemberRegister> OpenAnotherAsync(params MasterKey[] keys) =>
        OpenAsync(ledger.AnotherNode().Stores.Members, s_options, keys);

    public static async Task<MemberRegister> OpenAsync(
        IMemberStore store, LedgerOptions options, params MasterKey[] keys)
    {
        var known = new MemberKeys(keys.Length > 0 ? keys : [People.Master(1)]);
        await store.RetireKeysAsync([.. known.All.Select(key => key.Id)], default);
        await store.RegisterKeyAsync(known.Current.Id, DateTimeOffset.UnixEpoch, default);
        var register = new MemberRegister(
            store, options, LedgerEnvironment.Production, RandomNumberGenerator.Fill,
            NullLogger<MemberRegister>.Instance);
        register.Open(known);
        return register;
    }

    public Task<long> RewrapAsync(params MasterKey[] keys) => new MemberRewrapping(
        Store, s_options, LedgerEnvironment.Production, RandomNumberGenerator.Fill,
        NullLogger<MemberRewrapping>.Instance).RunAsync(new MemberKeys(keys), default);

    public static async Task<Member> CreateAsync(MemberRegister register, long number)
    {
        var answer = await register.CreateAsync(People.Create(number));
        Assert.Null(answer.Refused);
        return answer.Member!;
    }

    /// <summary>Every value of every table of members, as texts.</summary>
    public async Task<string> DumpAsync(StoreBed bed)
    {
        var texts = new List<string>();
        string[] tables = ["members", "member_keys", "member_phones", "member_names", "member_requests"];
        foreach (var table in tables)
        {
            foreach (var column in await ledger.QueryAsync(bed.ColumnsOf(table)))
            {
                var name = column.Split(' ')[0];
                var isBytes = column.EndsWith("bytea", StringComparison.Ordinal)
                    || column.EndsWith("blob", StringComparison.Ordinal);
                texts.AddRange(await ledger.QueryAsync(isBytes ? bed.Hex(name, table) : $"SELECT {name} FROM {table}"));
            }
        }

        return string.Join('\n', texts);
    }
}
