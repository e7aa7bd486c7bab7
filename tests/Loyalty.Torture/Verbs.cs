using System.Runtime.InteropServices;
using Loyalty.Ledger;
using Loyalty.Testing;
using Loyalty.Torture.Phases;
using Loyalty.Torture.Report;

namespace Loyalty.Torture;

/// <summary>The real server and a real PostgreSQL, with everything going wrong that can.</summary>
public static class Verbs
{
    /// <summary>Runs what the arguments ask for. 0 if nothing was violated, 1 if something was, 2 for misuse.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (Arguments.Parse(args) is not { } arguments)
        {
            await Console.Error.WriteLineAsync(Arguments.Usage);
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("loyalty-torture-").FullName;
        var torment = new Torment(arguments.Seed, folder, Console.Out);
        var course = arguments.Verb switch
        {
            "soak" => Course.Soak(arguments.Minutes),
            "lives" => Course.Lives(arguments.Minutes),
            "sqlite" => Course.OnSqlite(arguments.Kills),
            "upgrade" => Course.Upgrade(arguments.From),
            _ => Course.Quick,
        };
        course = course with
        {
            Fleet = arguments.Fleet, Break = arguments.Break, BadInputs = arguments.Inputs ?? course.Budget.BadInputs,
        };
        if (!await RunToTheEndAsync(course, torment)) return 1;
        TableReport.Print(torment, course.Budget, course.Fleet, Console.Out);
        if (torment.Violations.Count > 0) Console.Out.WriteLine($"The servers' logs are in {folder}.");
        else Directory.Delete(folder, recursive: true);
        Console.Out.WriteLine(
            $"{torment.Tally[Workload.Counted.Acknowledged]} operations acknowledged, "
            + $"{torment.Faults.Total + torment.Cuts.All} faults, {torment.Violations.Count} violations");
        return torment.Violations.Count > 0 ? 1 : 0;
    }

    /// <summary>False if somebody asked the program to end; then no process of it is left behind.</summary>
    private static async Task<bool> RunToTheEndAsync(Course course, Torment torment)
    {
        using var asked = new CancellationTokenSource();
        void Ask(PosixSignalContext context)
        {
            context.Cancel = true;
            asked.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
        try
        {
            await course.RunAsync(torment).WaitAsync(asked.Token);
            return true;
        }
        catch (OperationCanceledException) when (asked.IsCancellationRequested)
        {
            await torment.BreakOffAsync();
            return false;
        }
        catch (Exception exception) when (
            exception is TimeoutException or OperationCanceledException or StoreException)
        {
            // A server or PostgreSQL did not start, or wasn't there to be audited, long after it had to.
            torment.Violations.Add(Invariant.Liveness, "", exception.Message);
            return true;
        }
    }
}
