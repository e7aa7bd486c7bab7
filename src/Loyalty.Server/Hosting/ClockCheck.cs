using System.Data.Common;
using System.Net.Sockets;

namespace Loyalty.Server.Hosting;

/// <summary>
/// Compares this node's clock with the database's, at the start and every minute. A node whose clock is off would post
/// on wrong dates, and take the other silos' signs of life for stale, or have its own taken so: by more than 5 s it is
/// logged as a warning, by more than 60 s the start fails, and a node that runs isn't ready until the clock is right.
/// Without a reference clock (SQLite) there is nothing to compare.
/// </summary>
internal sealed partial class ClockCheck(
    TimeProvider time, ServerMetrics metrics, ILogger<ClockCheck> logger, IReferenceClock? reference = null)
    : IHostedService, IDisposable
{
    private const int Samples = 3;
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource stopping = new();
    private ITimer? timer;
    private long offsetTicks;

    /// <summary>By how much this node's clock is ahead of the reference, at least; negative if it is behind.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Volatile.Read(ref offsetTicks));

    /// <summary>Why this node must not serve; null if its clock is right, or was when it could last be compared.
    /// </summary>
    public string? Problem => Offset.Duration() > Bearable ? $"its clock is {Words(Offset)} the database's" : null;

    /// <exception cref="StartRefusedException">The clock is off by more than 60 s.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await CompareAsync(cancellationToken);
        if (Problem is not null)
        {
            throw new StartRefusedException(
                $"This machine's clock is {Words(Offset)} the database's, and more than {Bearable.TotalSeconds} s are "
                + "too many to join. Set the clock that is wrong, by NTP, and start again.");
        }

        timer = time.CreateTimer(_ => _ = CompareAgainAsync(), null, Pause, Pause);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        stopping.Cancel();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Compares now, and logs and measures what came out. The database read its clock somewhere in the round trip: of
    /// the shortest of some, half is subtracted as what can't be known.
    /// </summary>
    /// <exception cref="DbException">The database can't be asked.</exception>
    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        if (reference is null) return;
        var (best, offset) = (TimeSpan.MaxValue, TimeSpan.Zero);
        for (var i = 0; i < Samples; i++)
        {
            var (sent, began) = (time.GetTimestamp(), time.GetUtcNow());
            var theirs = await reference.ReadAsync(cancellationToken);
            var halfTrip = time.GetElapsedTime(sent) / 2;
            if (halfTrip >= best) continue;
            (best, offset) = (halfTrip, began + halfTrip - theirs);
        }

        var sure = offset.Duration() > best ? offset.Duration() - best : TimeSpan.Zero;
        Volatile.Write(ref offsetTicks, Math.Sign(offset.Ticks) * sure.Ticks);
        metrics.ClockIs(offset);
        if (sure > Tolerated) Log.Off(logger, Words(offset));
    }

    public void Dispose()
    {
        timer?.Dispose();
        stopping.Dispose();
    }

    private async Task CompareAgainAsync()
    {
        try
        {
            if (!stopping.IsCancellationRequested) await CompareAsync(stopping.Token);
        }
        catch (Exception e) when (e is DbException or TimeoutException or IOException or SocketException
            or OperationCanceledException)
        {
            if (!stopping.IsCancellationRequested) Log.NotCompared(logger, e.Message);
        }
    }

    private static string Words(TimeSpan offset) =>
        $"{(long)offset.Duration().TotalSeconds} s {(offset < TimeSpan.Zero ? "behind" : "ahead of")}";

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "This machine's clock is {Off} the database's")]
        public static partial void Off(ILogger logger, string off);

        [LoggerMessage(2, LogLevel.Warning, "This machine's clock can't be compared just now: {Reason}")]
        public static partial void NotCompared(ILogger logger, string reason);
    }
}
