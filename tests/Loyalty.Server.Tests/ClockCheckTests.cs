using System.Diagnostics.Metrics;
using Loyalty.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Loyalty.Server.Tests;

/// <summary>When and how exactly clocks are compared, on clocks of the test's own.</summary>
public sealed class ClockCheckTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly SlowClock reference;
    private readonly LogLines log = new();
    private readonly ClockCheck check;

    public ClockCheckTests()
    {
        reference = new SlowClock(time);
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        using var logs = new LoggerFactory([log]);
        check = new ClockCheck(time, new ServerMetrics(meters), logs.CreateLogger<ClockCheck>(), reference);
    }

    /// <summary>The database may have read its clock at any moment of the round trip.</summary>
    [Fact]
    public async Task Comparison_OverASlowLine_TakesNothingForAnOffsetThatMayBeTheLine()
    {
        reference.Trip = TimeSpan.FromSeconds(8);
        await check.CompareAsync(CancellationToken.None);
        Assert.Equal(TimeSpan.Zero, check.Offset);
        Assert.Empty(log.Lines);

        reference.Behind = TimeSpan.FromSeconds(69);
        await check.CompareAsync(CancellationToken.None);
        Assert.InRange(check.Offset, TimeSpan.FromSeconds(61), TimeSpan.FromSeconds(69));
        Assert.NotNull(check.Problem);
        Assert.Single(log.Lines);
    }

    [Fact]
    public async Task Comparison_WhileRunning_IsMadeEveryMinute()
    {
        await check.StartAsync(CancellationToken.None);
        reference.Behind = TimeSpan.FromMinutes(-5);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(check.Problem);

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("300 s behind", check.Problem, StringComparison.Ordinal);

        reference.Behind = TimeSpan.FromSeconds(6);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(check.Problem);
        Assert.Equal(2, log.Lines.Count);
        await check.StopAsync(CancellationToken.None);
    }

    public void Dispose() => check.Dispose();

    /// <summary>A clock whose answer takes some time.</summary>
    private sealed class SlowClock(FakeTimeProvider time) : IReferenceClock
    {
        public TimeSpan Trip { get; set; }

        public TimeSpan Behind { get; set; }

        public Task<DateTimeOffset> ReadAsync(CancellationToken cancellationToken)
        {
            var read = time.GetUtcNow() - Behind;
            if (Trip > TimeSpan.Zero) time.Advance(Trip);
            return Task.FromResult(read);
        }
    }
}
