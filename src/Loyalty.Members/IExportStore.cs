using Loyalty.Ledger;

namespace Loyalty.Members;

/// <summary>A database from which everything can be given out. Failures are <see cref="StoreException"/>s.</summary>
public interface IExportStore
{
    /// <summary>Opens one consistent view of cards and members.</summary>
    Task<IExportSnapshot> OpenExportAsync(CancellationToken cancellationToken);
}

/// <summary>One consistent view of all cards and members as they are then.</summary>
public interface IExportSnapshot : IAsyncDisposable
{
    /// <summary>Every card as of its last entry, in order of card.</summary>
    /// <exception cref="StoreException">Also where a card can't be read: an export without it would hide that.
    /// </exception>
    IAsyncEnumerable<CardRow> ReadCardsAsync(CancellationToken cancellationToken);

    /// <summary>Every member, erased ones too, in order of id.</summary>
    IAsyncEnumerable<MemberRow> ReadMembersAsync(CancellationToken cancellationToken);
}
