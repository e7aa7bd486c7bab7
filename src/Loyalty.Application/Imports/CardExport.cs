using System.Runtime.CompilerServices;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Ledger;
using Loyalty.Members;

namespace Loyalty.Application.Imports;

/// <summary>Exports what another system would import, as of one moment.</summary>
public sealed class CardExport(IExportStore store, MemberRegister register)
{
    /// <summary>Opens one consistent view of the database, which stays open until the last part is taken.</summary>
    /// <exception cref="StoreException">The database can't be asked.</exception>
    public Task<IExportSnapshot> OpenAsync(CancellationToken cancellationToken) =>
        store.OpenExportAsync(cancellationToken);

    /// <summary>Reads the cards. What a cancelled one had is forfeited, and a guest's ends with its day.</summary>
    public async IAsyncEnumerable<CardRow> ReadCardsAsync(
        IExportSnapshot snapshot, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in snapshot.ReadCardsAsync(cancellationToken))
            if (row.State.Life is not ({ CancelDate: not null } or { Type: CardType.Guest })) yield return row;
    }

    /// <summary>Reads the members. Of one who is erased or merged nothing is left to give out.</summary>
    /// <exception cref="RefusedException">With MEMBER_UNREADABLE.</exception>
    public async IAsyncEnumerable<Member> ReadMembersAsync(
        IExportSnapshot snapshot, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in snapshot.ReadMembersAsync(cancellationToken))
        {
            if (row.Encrypted is null) continue;
            var answer = register.Open(row);
            yield return answer.Member ?? throw new RefusedException(answer.Refused!);
        }
    }
}
