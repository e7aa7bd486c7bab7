using System.Text;
using System.Threading.Channels;
using Loyalty.Cli.Csv;
using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Replay;

/// <summary>
/// Writes each card's sum of a replay, to compare with a sum made elsewhere: the points of its receipts in the
/// file, and its balance, asked for after the replay.
/// </summary>
internal sealed class ByCardFile(LoyaltyClient client, int inFlight)
{
    public async Task WriteAsync(
        string path,
        IReadOnlyList<string> names,
        string[] numbers,
        IReadOnlyDictionary<string, long> points,
        CancellationToken cancellation)
    {
        var balances = new long[names.Count];
        var places = Channel.CreateUnbounded<int>();
        for (var i = 0; i < names.Count; i++) places.Writer.TryWrite(i);
        places.Writer.Complete();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var workers = Enumerable.Range(0, Math.Min(inFlight, names.Count)).Select(
            _ => Workers.StopOthersAsync(ReadAsync(places.Reader, numbers, balances, stop.Token), stop));
        await Workers.WhenAllAsync(workers, cancellation);

        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(false));
        await file.WriteAsync("card,card_number,points,balance\n");
        for (var i = 0; i < names.Count; i++)
        {
            var sum = points.GetValueOrDefault(numbers[i]);
            await file.WriteAsync($"{CsvText.Quoted(names[i])},{numbers[i]},{sum},{balances[i]}\n");
        }
    }

    private async Task ReadAsync(
        ChannelReader<int> places, string[] numbers, long[] balances, CancellationToken stop)
    {
        while (places.TryRead(out var i))
        {
            var response = await client.Cards.GetCardAsync(
                new GetCardRequest { CardNumber = numbers[i] }, cancellationToken: stop);
            balances[i] = response.Card.Balance;
        }
    }
}
