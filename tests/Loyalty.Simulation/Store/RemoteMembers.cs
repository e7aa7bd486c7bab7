using Loyalty.Domain.Members;
using Loyalty.Members;

namespace Loyalty.Simulation.Store;

/// <summary>A machine's way to the members' table.</summary>
internal sealed class RemoteMembers(RemoteStore store, MemberTable table) : MemberStore
{
    public override Task<MemberRow?> ReadAsync(MemberId id, CancellationToken cancellationToken) =>
        store.Ask(() => table.Read(id));

    /// <summary>The answer may be lost on its way back, with the member merged.</summary>
    public override Task<bool> MergeAsync(
        MemberId id, MemberId into, DateTimeOffset time, CancellationToken cancellationToken) =>
        store.Ask(() => table.Merge(id, into, time), mayBeLost: true);
}

/// <summary>Holds the one member that is written to it.</summary>
internal sealed class OneMember : MemberStore
{
    public MemberRow? Row { get; private set; }

    public override Task<bool> WriteAsync(MemberWrite write, CancellationToken cancellationToken)
    {
        Row = write.Row;
        return Task.FromResult(true);
    }
}
