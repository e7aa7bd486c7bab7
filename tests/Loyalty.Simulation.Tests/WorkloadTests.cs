using System.Text.RegularExpressions;

namespace Loyalty.Simulation.Tests;

/// <summary>A check of what never happens finds nothing: the races that the workload is there for do occur.</summary>
public sealed partial class WorkloadTests(ITestOutputHelper output)
{
    private const int Seeds = 300;

    /// <summary>Requests, each with an answer that it gets: "seq" is an entry.</summary>
    private static readonly string[] Wanted =
    [
        "Accrue CardExpired", "Accrue CardLost", "Accrue CardReplaced", "Accrue CardSuspended", "Accrue CardCancelled",
        "renew-card seq", "renew-card CardNotDue", "renew-card CardReplaced", "renew-card CardSuspended",
        "replace-card seq", "replace-card CardReplaced", "replace-card StockNumberUnknown",
        "replace-card StockNumberUsed", "suspend-card seq", "suspend-card CardSuspended", "resume-card seq",
        "resume-card CardNotSuspended",
        "Issue seq", "Issue StockNumberUnknown", "Issue StockNumberUsed", "Issue ReceiptHasIssued",
        "Issue ReceiptTooSmall", "Issue ReceiptTooOld", "RegisterStock seq", "RegisterStock RequestConflict",
        "link-member seq", "link-member MemberMerged", "Issue MemberMerged", "Merge seq", "Merge MemberMerged",
    ];

    [Fact]
    public void Workload_OverSomeSeeds_GetsEachAnswerThatItIsThereFor()
    {
        var answers = new Dictionary<string, int>(StringComparer.Ordinal);
        SimulatedThread.Run(() => Enumerable.Range(1, Seeds).Sum(seed => Run.Of((ulong)seed, words: Note).Steps));
        foreach (var wanted in Wanted) output.WriteLine($"{wanted}: {answers.GetValueOrDefault(wanted)}");
        Assert.Empty(Wanted.Except(answers.Keys));

        void Note(string words)
        {
            if (AnswerOf().Match(words) is not { Success: true } match) return;
            var answer = $"{match.Groups["asked"].Value} {match.Groups["answer"].Value}";
            answers[answer] = answers.GetValueOrDefault(answer) + 1;
        }
    }

    [GeneratedRegex(
        " answers #[0-9]+ (?<asked>[A-Za-z-]+) .*: (?<answer>[A-Za-z]+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex AnswerOf();
}
