using Loyalty.Domain;
using Loyalty.Domain.Members;
using Loyalty.Ledger;
using Loyalty.Members;

namespace Loyalty.Application.Imports;

/// <summary>Looks up what of an import is there already. It decides nothing: the commit does.</summary>
public sealed class ImportLookup(ILedgerStore store, MemberRegister members)
{
    /// <summary>
    /// Answers questions in their order: (1) looks up who has the keys and numbers, in one query; (2) and the phones,
    /// one by one.
    /// </summary>
    /// <exception cref="StoreException">The database can't be asked.</exception>
    public async Task<IReadOnlyList<ImportMatch>> RunAsync(
        IReadOnlyList<ImportQuestion> questions, CancellationToken cancellationToken)
    {
        var keys = questions.SelectMany(question => new[] { question.ImportKey, question.NumberKey }).ToArray();
        var users = await store.FindUniqueKeysAsync(keys, cancellationToken);
        var matches = new List<ImportMatch>(questions.Count);
        for (var i = 0; i < questions.Count; i++)
        {
            var (question, imported, holder) = (questions[i], users[2 * i], users[(2 * i) + 1]);
            matches.Add(new ImportMatch(
                imported is not null,
                holder is not null && holder != CardId.ForImport(question.ImportKey),
                question.Phone is { } phone && await members.IsTakenAsync(phone, question.Member)));
        }

        return matches;
    }
}

/// <summary>A line of an import to look up; an empty key is one that no card has.</summary>
/// <param name="ImportKey">The key of the import.</param>
/// <param name="NumberKey">The unique key of the number that the card brings.</param>
/// <param name="Phone">The phone number that the member brings; null for none.</param>
/// <param name="Member">The member that the line would create.</param>
public readonly record struct ImportQuestion(
    string ImportKey, string NumberKey, PhoneNumber? Phone, MemberId Member);

/// <summary>The answer to an <see cref="ImportQuestion"/>.</summary>
/// <param name="IsImported">Whether the card was imported before.</param>
/// <param name="IsNumberTaken">Whether another card has, or had, the number.</param>
/// <param name="IsPhoneTaken">Whether another member has the phone number.</param>
public readonly record struct ImportMatch(bool IsImported, bool IsNumberTaken, bool IsPhoneTaken);
