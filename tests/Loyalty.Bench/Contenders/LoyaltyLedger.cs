using System.Globalization;
using System.Text;
using Loyalty.Bench.Load;
using Loyalty.Bench.Serving;
using Loyalty.Client;
using Loyalty.Ledger;
using Loyalty.Audit;
using Loyalty.V1;

namespace Loyalty.Bench.Contenders;

/// <summary>The engine's cards, and what its ledger must say in the end.</summary>
internal static class LoyaltyLedger
{
    private const int IssuedAtOnce = 256;

    /// <summary>Issues cards through the server, as a desk does.</summary>
    public static async Task<Cards> IssueAsync(Uri server, int count)
    {
        using var client = new LoyaltyClient(new ClientOptions { Servers = [server] });
        var numbers = new byte[count][];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = IssuedAtOnce },
            async (at, cancellation) =>
            {
                var request = new IssueCardRequest
                {
                    RequestId = Guid.CreateVersion7().ToString(), Type = CardType.LongTerm,
                };
                var answer = await client.Cards.IssueCardAsync(request, cancellationToken: cancellation);
                numbers[at] = Encoding.ASCII.GetBytes(answer.Card.CardNumber);
            });
        return new Cards(numbers);
    }

    /// <summary>Audits the ledger; says what is wrong: less or more than was answered is, too.</summary>
    public static async Task<string?> CheckAsync(string fileOrConnection, int cards, long answered)
    {
        await using var snapshot = await LedgerStores.OpenAsync(fileOrConnection, CancellationToken.None);
        var report = await Auditor.RunAsync(snapshot, CancellationToken.None);
        if (!report.IsClean) return $"audit: {report.Differences} differences, the first {report.Findings[0]}";
        return report.Entries == cards + answered && report.Points == answered * Answers.Points
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{answered} answered, but {report.Entries - cards} entries and {report.Points} points");
    }
}
