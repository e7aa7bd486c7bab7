using Loyalty.Domain;
using Loyalty.Domain.Members;
using Loyalty.Ledger;
using Loyalty.Ledger.Writing;
using Loyalty.Members;
using Loyalty.Members.Encryption;
using Loyalty.Simulation.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Simulation.Store;

/// <summary>
/// The members' table. All members of a run are there from its beginning; desks only merge them.
/// </summary>
internal sealed class MemberTable(Func<long> step)
{
    /// <summary>How many there are.</summary>
    public const int Count = 12;

    /// <summary>The master key of every run.</summary>
    public static readonly MemberKeys Keys = new([new MasterKey([.. Enumerable.Repeat((byte)7, MasterKey.Length)])]);

    private static readonly Caller Desk = new(CallerKind.Desk, "desk-1", "mall", "", "eve");

    /// <summary>To encrypt them costs more than a run does; rows never change, so that all runs begin with these.
    /// </summary>
    private static readonly MemberRow[] First = [.. Enumerable.Range(0, Count).Select(Create)];

    private readonly Dictionary<MemberId, MemberRow> rows = First.ToDictionary(row => row.Id);
    private readonly Dictionary<MemberId, long> merges = [];

    /// <summary>The id of one of them.</summary>
    public static MemberId IdOf(int number) => First[number].Id;

    public MemberRow? Read(MemberId id) => rows.GetValueOrDefault(id);

    /// <summary>The step at which a member was merged; null if never.</summary>
    public long? MergedAt(MemberId id) => merges.TryGetValue(id, out var at) ? at : null;

    /// <summary>As the databases do it: only who is there is merged, and only into who is there.</summary>
    public bool Merge(MemberId id, MemberId into, DateTimeOffset time)
    {
        if (Read(id) is not { Encrypted: not null } row || Read(into)?.Encrypted is null) return false;
        rows[id] = row with { Version = row.Version + 1, UpdateTime = time, Encrypted = null, MergedInto = into };
        merges[id] = step();
        return true;
    }

    private static MemberRow Create(int number)
    {
        var store = new OneMember();
        var register = new MemberRegister(
            store, new LedgerOptions(),
            new LedgerEnvironment(TimeProvider.System, new Completions(asynchronous: false), null!),
            bytes => bytes.Fill((byte)number), NullLogger<MemberRegister>.Instance);
        register.Open(Keys);
        var profile = new MemberProfile($"Member {number}", null, null, Gender.Unspecified, "", [], [], []);
        var created = register.CreateAsync(
            new CreateMember(new Guid(number + 1, 0, 0, new byte[8]), profile), Desk, MachineTime.Beginning);
        return created.IsCompletedSuccessfully ? store.Row! : throw new InvalidOperationException("It had to wait.");
    }
}
