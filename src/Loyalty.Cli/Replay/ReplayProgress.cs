using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Loyalty.Cli.Replay;

/// <summary>Shows how far a stage of the replay is, with its rate and the time left, where somebody looks.</summary>
internal sealed class ReplayProgress(IAnsiConsole? terminal, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Shows a stage until its work ends, and gives back the work's result or failure.</summary>
    /// <param name="title">The work.</param>
    /// <param name="unit">The counted unit; empty shows no rate.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="done">Reads how many are done.</param>
    /// <param name="work">The work, running.</param>
    public async Task<T> ShowAsync<T>(string title, string unit, long total, Func<long> done, Task<T> work)
    {
        if (terminal is null || !terminal.Profile.Capabilities.Interactive) return await work;
        await terminal.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(),
                new PercentageColumn(), new RateColumn(unit), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(title, maxValue: Math.Max(1, total));
                while (!work.IsCompleted)
                {
                    task.Value = done();
                    await Task.WhenAny(work, Task.Delay(Interval, time));
                }

                if (work.IsCompletedSuccessfully) task.Value = task.MaxValue;
            });
        return await work;
    }

    private sealed class RateColumn(string unit) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(unit.Length == 0 || task.Speed is not { } speed
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $"{speed:N0} {unit}/s"));
    }
}
