using System.Threading.Channels;
using Loyalty.Cli.Commands;
using Loyalty.Cli.Csv;
using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Replay;

/// <summary>
/// Replays a file of receipt lines:
/// 1. ask the server for its program, by whose currency and time zone the file is read;
/// 2. read the file once, to check every line and to know its receipts and cards;
/// 3. issue the cards, or find those of an earlier run;
/// 4. read it again, and send each receipt as it is whole;
/// 5. sum up.
/// It can be broken off anywhere and run again: what was accrued is then replayed, and nothing moves twice.
/// </summary>
internal sealed class ReplayRun(Session session, ReplayOptions options)
{
    private readonly LoyaltyClient _client = session.Client;
    private readonly TimeProvider _time = session.Client.Options.Time;
    private readonly ReplayProgress _progress =
        new(session.CliEnvironment.Terminal, session.Client.Options.Time);

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var program = await _client.Program.GetProgramAsync(new(), cancellationToken: cancellation);
        var currency = new ProgramCurrency(program);
        var mallTime = MallTime.Of(program);
        var scan = await ScanAsync(currency, cancellation);

        var register = new CardRegister(_client, options.InFlight);
        var numbers = await _progress.ShowAsync(
            "Cards", "cards", scan.Cards.Count, () => register.Done, register.IssueAsync(scan.Cards, cancellation));

        var tally = new Tally(options.ByCardPath is not null);
        var source = new ReceiptSource(scan, currency, mallTime);
        var started = _time.GetTimestamp();
        var sending = SendAsync(source, currency, numbers, tally, cancellation);
        try
        {
            await _progress.ShowAsync("Receipts", "receipts", scan.Receipts, () => tally.Answered, sending);
            if (options.ByCardPath is { } path)
            {
                await new ByCardFile(_client, options.InFlight)
                    .WriteAsync(path, scan.Cards, numbers, tally.PointsByCard, cancellation);
            }
        }
        catch (RefusedException e) when (tally.Answered < scan.Receipts)
        {
            throw new CommandException(
                e.Refusal.Reason,
                $"{e.Refusal.Sentence} [tried {e.Attempts} times] {scan.Receipts - tally.Answered} receipts are "
                + "unanswered; run it again, nothing moves twice.", e);
        }
        finally
        {
            var elapsed = sending.IsCompletedSuccessfully ? sending.Result : _time.GetElapsedTime(started);
            new ReplaySummary(scan.Receipts, scan.Lines, scan.Cards.Count, register.Issued, tally, elapsed)
                .Report(session.Reporter);
        }

        return tally.Answered == scan.Receipts ? ExitCodes.Done : ExitCodes.Failed;
    }

    private async Task<ReceiptScan> ScanAsync(ProgramCurrency currency, CancellationToken cancellation)
    {
        using var lines = Open(currency);
        var scan = new ReceiptScan();
        return await _progress.ShowAsync("Reading", "", lines.Length, () => scan.Position, ReadAsync());

        async Task<ReceiptScan> ReadAsync()
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            scan.Read(lines, cancellation);
            return scan;
        }
    }

    /// <returns>How long it took.</returns>
    private async Task<TimeSpan> SendAsync(
        ReceiptSource source, ProgramCurrency currency, string[] numbers, Tally tally, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var lines = Open(currency);
        var started = _time.GetTimestamp();
        // Some receipts ready ahead, so that a sender never waits for the file.
        var ahead = Channel.CreateBounded<AccruePointsRequest>(
            new BoundedChannelOptions(Math.Max(256, options.InFlight)) { SingleWriter = true });
        var producing = source.ProduceAsync(lines, numbers, ahead.Writer, stop.Token);
        IReceiptSender sender = options.Streams > 0
            ? new StreamSender(_client, options.Streams, options.InFlight)
            : new UnarySender(_client, options.InFlight);
        try
        {
            await sender.RunAsync(ahead.Reader, tally.Add, cancellation);
            return _time.GetElapsedTime(started);
        }
        finally
        {
            await stop.CancelAsync();
            await producing;
        }
    }

    private LineReader Open(ProgramCurrency currency) => new(options.Path, currency.Decimals);
}
