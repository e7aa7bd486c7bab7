using Loyalty.Cli.Commands;
using Loyalty.Cli.Replay;
using Loyalty.Client;

namespace Loyalty.Cli.Import;

/// <summary>
/// Imports a file of an old system's members and cards:
/// 1. ask the server for its program, by whose date the file is read;
/// 2. read the whole file, and find all that is wrong with it;
/// 3. ask the server what is taken already;
/// 4. report; of a faulty file, or in a dry run, nothing is sent;
/// 5. create the members, then import the cards;
/// 6. sum up: what the engine posted must be what the file says.
/// It can be broken off anywhere and run again: what was imported is then replayed, and nothing comes in twice.
/// </summary>
internal sealed class ImportRun(Session session, ImportOptions options)
{
    private readonly LoyaltyClient _client = session.Client;
    private readonly ReplayProgress _progress = new(session.CliEnvironment.Terminal, session.Client.Options.Time);
    private readonly ImportFaults _faults = new();
    private readonly ImportTotals _totals = new();
    private readonly ImportTally _tally = new();

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        // 1. The program.
        var now = _client.Options.Time.GetUtcNow();
        var today = MallTime.Of(await _client.Program.GetProgramAsync(
            new(), cancellationToken: cancellation)).ToBusinessDate(now);
        var file = ImportFile.Open(options.Path, new ImportFrame(options.Source, today, now));
        if (file.Name.Length > Domain.Cards.ImportValidator.MaxFileLength)
            throw new UsageException("The file's name has more than 100 characters; it stands on every opening entry.");

        // 2. and 3. What is wrong.
        new ImportScan(_faults).Read(file, cancellation);
        var lookup = new ImportLookup(_client, options.InFlight);
        await lookup.RunAsync(file, _faults, cancellation);
        foreach (var row in file.ReadGood(_faults))
            if (row.Card is { } card) _totals.Add(card);
        foreach (var _ in MemberSender.Once(file.ReadGood(_faults))) _totals.AddMember();

        // 4. The report.
        var report = new ImportReport(session.Reporter, _faults, _totals, lookup.Imported, today);
        var isStopped = _faults.Count > 0 && !options.SkipFaulty;
        if (options.DryRun || isStopped)
        {
            report.Print(null, TimeSpan.Zero);
            return isStopped && !options.DryRun
                ? throw new CommandException("FILE_FAULTY", $"{_faults.LineCount} lines are faulty; nothing was sent.")
                : _faults.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
        }

        // 5. and 6. The import.
        return await SendAsync(file, report, cancellation);
    }

    private async Task<int> SendAsync(ImportFile file, ImportReport report, CancellationToken cancellation)
    {
        using var results = options.ResultPath is { } path ? new ResultFile(path) : null;
        var members = new MemberSender(_client, _tally);
        var cards = new CardSender(_client, members, _tally, results);
        var started = _client.Options.Time.GetTimestamp();
        try
        {
            await ShowAsync(
                "Members", "members", _totals.Members, () => _tally.MembersAnswered,
                members.RunAsync(file, _faults, options.InFlight, cancellation));
            await ShowAsync(
                "Cards", "cards", _totals.Cards, () => _tally.Answered,
                cards.RunAsync(file, _faults, options.InFlight, cancellation));
        }
        catch (RefusedException e)
        {
            throw new CommandException(
                e.Refusal.Reason,
                $"{e.Refusal.Sentence} [tried {e.Attempts} times] {_totals.Cards - _tally.Answered} cards are "
                + "unanswered; run it again, nothing comes in twice.", e);
        }
        finally
        {
            report.Print(_tally, _client.Options.Time.GetElapsedTime(started));
        }

        var answered = _tally.PointsImported + _tally.PointsReplayed + _tally.PointsRefused;
        if (answered != _totals.Points)
        {
            throw new CommandException(
                "TOTALS_DIFFER", $"The file has {_totals.Points} points, the engine answered {answered}.");
        }

        return _tally.Refused + _tally.MembersRefused + _faults.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private Task<bool> ShowAsync(string title, string unit, long total, Func<long> done, Task work)
    {
        return _progress.ShowAsync(title, unit, total, done, WaitAsync());

        async Task<bool> WaitAsync()
        {
            await work;
            return true;
        }
    }
}
