using System.Collections.Concurrent;
using Loyalty.Client;
using Loyalty.Domain.Cards;
using Loyalty.Testing;
using Loyalty.Torture.Workload;
using Loyalty.V1;

namespace Loyalty.Torture.Lives.Imports;

/// <summary>
/// Imports files, each by two clients at once, of which one is killed midway and begins anew, while a third sends some
/// of the lines altered. Then all is sent once more.
/// </summary>
public sealed class Importing(Lines lines, Journal journal, int seed)
{
    private const int FileLines = 16;
    private const int LongestUntilKilled = 800; // ms
    private readonly LifeDesk desk = new(lines, journal, seed);

    public async Task RunAsync(CancellationToken noMore, CancellationToken giveUp)
    {
        while (!noMore.IsCancellationRequested && !giveUp.IsCancellationRequested)
        {
            await ImportAsync(giveUp);
            await Task.Delay(desk.Chance(50, 300), CancellationToken.None);
        }
    }

    private async Task ImportAsync(CancellationToken giveUp)
    {
        var source = $"old-{desk.Id():N}";
        var file = ImportFile.Make(desk, source, FileLines);
        var altered = file.Select(card => desk.Chance(0, 3) == 0 ? ImportFile.Alter(desk, card) : null).ToArray();
        var told = file.Select(_ => new ConcurrentQueue<ImportTold>()).ToArray();

        // 1. All at once.
        await Task.WhenAll(
            BeginAnewAsync(file, told, giveUp), SendAsync(file, 0, told, false, giveUp),
            SendAsync(altered, 1, told, false, giveUp));
        journal.Tally.AddRace("import x import x altered");

        // 2. Once more.
        journal.Tally.Add(Counted.Doubles, FileLines);
        await SendAsync(file, 0, told, true, giveUp);
        await SendAsync(altered, 1, told, true, giveUp);
        if (giveUp.IsCancellationRequested)
        {
            journal.Violations.Add(Invariant.Liveness, "", $"an import, {source}, was never settled");
            return;
        }

        journal.Imports.Add(new ImportStory([.. file.Select((card, i) => new ImportLine(
            ImportKey.KeyOf(source, card.Key), altered[i] is { } other ? [card, other] : [card], [.. told[i]]))]));
    }

    /// <summary>A client that is killed midway tells nobody what it was told; then all is sent again.</summary>
    private async Task BeginAnewAsync(
        ImportedCard[] file, ConcurrentQueue<ImportTold>[] told, CancellationToken giveUp)
    {
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
        killed.CancelAfter(desk.Chance(1, LongestUntilKilled));
        await SendAsync(file, 0, [.. file.Select(_ => new ConcurrentQueue<ImportTold>())], false, killed.Token);
        await SendAsync(file, 0, told, false, giveUp);
    }

    /// <summary>Sends each line until it is settled, or until the client is killed.</summary>
    private async Task SendAsync(
        ImportedCard?[] file, int content, ConcurrentQueue<ImportTold>[] told, bool isLate, CancellationToken killed)
    {
        using var client = new LoyaltyClient(new ClientOptions
        {
            Servers = lines.Addresses, Caller = new CallerIdentity(CallerMetadata.BackOffice, "import-1"),
        });
        var order = Enumerable.Range(0, file.Length).Where(i => file[i] is not null).ToArray();
        await Task.WhenAll(order.OrderBy(_ => desk.Chance(0, FileLines)).Select(async i =>
        {
            var request = new ImportCardRequest { Card = file[i], File = "old.csv", Line = i + 1 };
            if (await SendAsync(client, request, killed) is { } outcome)
                told[i].Enqueue(outcome with { Content = content, IsLate = isLate });
        }).ToArray());
    }

    /// <summary>Null if the client was killed.</summary>
    private async Task<ImportTold?> SendAsync(
        LoyaltyClient client, ImportCardRequest request, CancellationToken killed)
    {
        while (!killed.IsCancellationRequested)
        {
            var start = Journal.Now;
            journal.Tally.Add(Counted.Attempts);
            try
            {
                var answer = await client.Imports.ImportCardAsync(request, cancellationToken: killed);
                journal.Lived(answer.Entry.IdempotencyKey, answer.Entry, answer.Replayed, start);
                return new(0, answer.CardId, answer.CardNumber, answer.Entry.Seq, answer.Replayed, "", false);
            }
            catch (RefusedException refused)
            {
                if (!Answers.Count(refused.Refusal, journal.Tally))
                    return new(0, "", "", 0, false, refused.Refusal.Reason, false);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }

        return null;
    }
}
