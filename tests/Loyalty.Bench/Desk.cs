using System.Diagnostics;
using System.Globalization;
using System.Text;
using Google.Type;
using Loyalty.Bench.Contenders;
using Loyalty.Client;
using Loyalty.Ledger;
using Loyalty.Audit;
using Loyalty.Testing;
using Loyalty.V1;

namespace Loyalty.Bench;

/// <summary>
/// A desk: sends one command after the other over all cards, beside accruals by the same client. That client is the
/// ordinary one, which costs much more than the load's, so only the ratios say something.
/// </summary>
internal sealed class Desk(LoyaltyClient client, int cards)
{
    private const int AtOnce = 64;
    private const string Peer = "AccruePoints";

    /// <summary>Import two; accrual, loss, replacement and cancellation one each; a guest card is issued with its
    /// receipt presented, which are two, and claimed, which is one on it and one on the card.</summary>
    private const int EntriesOfACard = 10;

    private static readonly System.DateTime s_issued = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-1);

    private readonly string[] numbers = new string[cards];
    private readonly string[] guests = new string[cards];

    public static async Task<int> RunAsync(CommandLine line)
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-bench-").FullName;
        await using var postgres = await PostgresServer.StartAsync();
        await using var engine = await Engine.StartAsync(postgres, folder);
        using var client = new LoyaltyClient(new ClientOptions { Servers = [engine.Server.Address] });
        var others = (await engine.IssueAsync(line.Cards / 4)).Count; // warms up
        await new Desk(client, line.Cards).MeasureAsync();
        return await IsDoneAsync(engine.Connection, others + ((long)line.Cards * EntriesOfACard)) ? 0 : 1;
    }

    private async Task MeasureAsync()
    {
        var rates = new Dictionary<string, double>();
        foreach (var (name, command) in Commands())
        {
            var clock = Stopwatch.StartNew();
            await Parallel.ForEachAsync(
                Enumerable.Range(0, cards),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
                async (at, stop) => await command(at, stop));
            rates[name] = cards / clock.Elapsed.TotalSeconds;
        }

        foreach (var (name, rate) in rates)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name,-15}{rate,8:N0}/s {rate / rates[Peer],6:F2} x {Peer}"));
        }
    }

    /// <summary>Each is done once to each card, in this order.</summary>
    private (string Name, Func<int, CancellationToken, Task> Command)[] Commands() =>
    [
        ("ImportCard", async (at, stop) =>
            numbers[at] = (await client.Imports.ImportCardAsync(Import(at), cancellationToken: stop)).CardNumber),
        (Peer, (at, stop) => client.Points.AccruePointsAsync(Accrual(at, at), cancellationToken: stop).ResponseAsync),
        ("IssueGuestCard", async (at, stop) =>
        {
            var receipt = Accrual(at, cards + at).Receipt;
            guests[at] = (await client.Cards.IssueGuestCardAsync(
                new() { RequestId = NewId(), Receipt = receipt }, cancellationToken: stop))
                .GuestNumber;
        }),
        ("ClaimGuestCard", (at, stop) => client.Cards.ClaimGuestCardAsync(
            new() { RequestId = NewId(), GuestNumber = guests[at], CardNumber = numbers[at] },
            cancellationToken: stop).ResponseAsync),
        ("ReportLostCard", (at, stop) => client.Cards.ReportLostCardAsync(
            new() { RequestId = NewId(), CardNumber = numbers[at] }, cancellationToken: stop).ResponseAsync),
        ("ReplaceCard", async (at, stop) =>
        {
            var request = new ReplaceCardRequest
            {
                RequestId = NewId(), CardNumber = numbers[at], Reason = ReplaceReason.Lost,
            };
            numbers[at] = (await client.Cards.ReplaceCardAsync(request, cancellationToken: stop)).CardNumber;
        }),
        ("CancelCard", (at, stop) => client.Cards.CancelCardAsync(
            new() { RequestId = NewId(), CardNumber = numbers[at] }, cancellationToken: stop).ResponseAsync),
    ];

    private static ImportCardRequest Import(int at) => new()
    {
        Card = new ImportedCard
        {
            Source = "old",
            Key = at.ToString(CultureInfo.InvariantCulture),
            Type = CardType.LongTerm,
            Status = ImportedStatus.Live,
            IssueDate = new Date { Year = s_issued.Year, Month = s_issued.Month, Day = s_issued.Day },
            Lots = { new ImportedLot { Points = 500 } },
        },
        File = "bench.csv",
        Line = at + 1,
    };

    private AccruePointsRequest Accrual(int at, long receipt) =>
        Engine.Unary.ToRequest(Encoding.ASCII.GetBytes(numbers[at]), receipt)!;

    private static string NewId() => Guid.CreateVersion7().ToString();

    private static async Task<bool> IsDoneAsync(string connection, long entries)
    {
        await using var snapshot = await LedgerStores.OpenAsync(connection, CancellationToken.None);
        var report = await Auditor.RunAsync(snapshot, CancellationToken.None);
        var done = report.IsClean && report.Entries == entries;
        Console.WriteLine(done
            ? "The ledger is clean, and holds all that was answered, once."
            : $"WRONG: {report.Differences} differences, {report.Entries} entries instead of {entries}");
        return done;
    }
}
