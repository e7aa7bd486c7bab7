using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Loyalty.Simulation.Tests.Silo;

/// <summary>A grain that does as it is told.</summary>
public interface IProbeGrain : IGrainWithGuidKey
{
    /// <summary>Notes the number when it begins and when it ends, and waits for the gate between the two.</summary>
    Task<string> WriteAsync(int number);

    [ReadOnly]
    Task<string> ReadAsync(int number);

    /// <summary>Ends the activation when this turn is over.</summary>
    Task LeaveAsync();

    Task WaitAsync(CancellationToken token);

    /// <summary>Does nothing but begin.</summary>
    Task BeginAsync();
}

public sealed class ProbeGrain(IGrainContext context, ProbeLog log) : IProbeGrain, IGrainBase
{
    public IGrainContext GrainContext => context;

    public Task OnActivateAsync(CancellationToken token)
    {
        log.Activations++;
        return log.Failure is { } failure ? Task.FromException(failure) : Task.CompletedTask;
    }

    public Task<string> WriteAsync(int number) => RunAsync($"w{number}");

    public Task<string> ReadAsync(int number) => RunAsync($"r{number}");

    public Task LeaveAsync()
    {
        this.DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task WaitAsync(CancellationToken token)
    {
        token.Register(() => log.Lines.Add("cancelled"));
        return log.Gate.Task;
    }

    public Task BeginAsync() => Task.CompletedTask;

    private async Task<string> RunAsync(string name)
    {
        log.Lines.Add($"{name} begins");
        await log.Gate.Task;
        log.Lines.Add($"{name} ends");
        return log.Said;
    }
}

/// <summary>The calls of one silo's grains, and the failures they are to have.</summary>
public sealed class ProbeLog
{
    public List<string> Lines { get; } = [];

    public TaskCompletionSource Gate { get; } = new();

    public Exception? Failure { get; set; }

    public int Activations { get; set; }

    public string Said { get; } = new('x', 3);
}
