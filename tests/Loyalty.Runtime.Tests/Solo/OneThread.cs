using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Loyalty.Runtime.Tests.Orleans;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Loyalty.Runtime.Tests.Solo;

using Probe = Loyalty.Runtime.Tests.Orleans.Probe; // the gRPC half has one too

/// <summary>Runs a Solo silo and its callers on the test's own thread and on virtual time, as the simulator does: the
/// order of turns is what the seed says, and nothing happens unless <see cref="Run"/> is called.</summary>
internal sealed class OneThread : TaskScheduler, ITurnScheduler, IDisposable
{
    private readonly List<IThreadPoolWorkItem> _ready = [];
    private readonly Queue<Task> _callers = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly IHost _host;
    private ulong _random;

    public OneThread(ulong seed = 1, Action<ISiloBuilder>? configure = null)
    {
        _random = seed;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<ITurnScheduler>(this);
        builder.Services.AddSingleton<Probe>();
        builder.UseOrleans(silo =>
        {
            silo.AddMemoryGrainStorage("memory");
            silo.Configure<GrainCollectionOptions>(
                static options => options.CollectionQuantum = TimeSpan.FromSeconds(1));
            configure?.Invoke(silo);
        });
        _host = builder.Build();
        _host.StartAsync().GetAwaiter().GetResult();
    }

    public VirtualTime Time { get; } = new();

    public TaskCreationOptions CompletionOptions => TaskCreationOptions.None;

    /// <summary>Gets how often something came from a thread that is not this one; must stay 0.</summary>
    public int Strays { get; private set; }

    public Probe Probe => _host.Services.GetRequiredService<Probe>();

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public void Schedule(IThreadPoolWorkItem work, bool yielding)
    {
        Watch();
        _ready.Add(work);
    }

    /// <summary>Starts a caller: its awaits come back to this thread.</summary>
    public Task<T> Call<T>(Func<Task<T>> caller) =>
        Task.Factory.StartNew(caller, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>Runs whatever can run, in an order drawn from the seed, until nothing can.</summary>
    public void Run()
    {
        while (true)
        {
            if (_callers.TryDequeue(out var caller))
            {
                TryExecuteTask(caller);
            }
            else if (_ready.Count > 0)
            {
                var index = (int)(Next() % (ulong)_ready.Count);
                var work = _ready[index];
                _ready.RemoveAt(index);
                work.Execute();
            }
            else
            {
                return;
            }
        }
    }

    public void Dispose() => _host.Dispose();

    protected override void QueueTask(Task task)
    {
        Watch();
        _callers.Enqueue(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _callers;

    private void Watch()
    {
        if (Environment.CurrentManagedThreadId != _thread) Strays++;
    }

    private ulong Next() => _random = unchecked((_random * 6364136223846793005) + 1442695040888963407) >> 1;
}
