using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Loyalty.Cli.Csv;
using Loyalty.Cli.Output;
using Loyalty.V1;

namespace Loyalty.Cli.Replay;

/// <summary>
/// The second reading of a file: makes each receipt as soon as its last line is met. In memory are only the receipts
/// that still lack lines; in a file in order of receipts that is one.
/// </summary>
internal sealed class ReceiptSource(ReceiptScan scan, ProgramCurrency currency, MallTime time)
{
    private readonly Dictionary<UInt128, (Receipt Receipt, long TotalMinor)> _open = [];

    /// <param name="lines">The same file anew.</param>
    /// <param name="cardNumbers">The number of each card that the scan met.</param>
    /// <param name="receipts"Receives the receipts; it is completed at the end, also by a failure.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task ProduceAsync(
        LineReader lines,
        IReadOnlyList<string> cardNumbers,
        ChannelWriter<AccruePointsRequest> receipts,
        CancellationToken cancellation)
    {
        // Reading is work for another core than the caller's.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (lines.Read())
            {
                if (Take(lines) is not var (receipt, card)) continue;
                var request = new AccruePointsRequest { CardNumber = cardNumbers[card], Receipt = receipt };
                if (!receipts.TryWrite(request)) await receipts.WriteAsync(request, cancellation);
            }

            if (_open.Count > 0) throw Changed();
            receipts.Complete();
        }
        catch (Exception e)
        {
            receipts.Complete(e);
        }
    }

    /// <summary>Takes a line; gives the receipt that it completes, and the place of its card.</summary>
    private (Receipt Receipt, int Card)? Take(LineReader line)
    {
        var key = line.Key;
        ref var shape = ref scan.Find(key);
        if (Unsafe.IsNullRef(ref shape) || shape.Lines == 0) throw Changed();
        if (!_open.Remove(key, out var open)) open = (Begin(line), 0);
        open.Receipt.Lines.Add(new ReceiptLine
        {
            Product = line.Product,
            Category = line.Category,
            QuantityMilli = line.QuantityMilli,
            Amount = currency.ToMoney(line.AmountMinor),
        });
        open.TotalMinor += line.AmountMinor;
        if (--shape.Lines > 0)
        {
            _open.Add(key, open);
            return null;
        }

        open.Receipt.Total = currency.ToMoney(open.TotalMinor);
        return (open.Receipt, shape.Card);
    }

    private Receipt Begin(LineReader line) => new()
    {
        Store = line.Store,
        Number = line.Number,
        BusinessDate = Dates.Of(time.ToBusinessDate(line.Time)),
        SaleTime = time.ToTimestamp(line.Time),
    };

    private static CommandException Changed() =>
        new("FILE_CHANGED", "The file changed while it was replayed; run it again.");
}
