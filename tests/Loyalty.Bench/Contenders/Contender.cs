using Loyalty.Bench.Machine;

namespace Loyalty.Bench.Contenders;

/// <summary>One way of doing the work, ready to be measured again and again.</summary>
internal abstract class Contender : IAsyncDisposable
{
    /// <summary>The row in the table.</summary>
    public abstract string Name { get; }

    /// <summary>How it was set up, where there is a choice.</summary>
    public virtual string Configuration => "";

    /// <summary>The part that gets warm: contenders may share it.</summary>
    public virtual object Warms => this;

    /// <summary>Makes tables, cards and processes.</summary>
    public abstract Task PrepareAsync();

    /// <summary>Warms up and measures.</summary>
    public abstract Task<Sample> RunAsync(TimeSpan warmUp, TimeSpan measured);

    /// <summary>Checks that what was answered has been done; says what is wrong, or null.</summary>
    public virtual Task<string?> CheckAsync() => Task.FromResult<string?>(null);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>One measurement. Latencies in milliseconds, CPU seconds per operation; 0 where it isn't known.</summary>
internal sealed record Sample(double PerSecond, double P50, double P99, CpuTimes CpuPerOperation);
