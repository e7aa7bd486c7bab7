using Loyalty.Grains;
using Loyalty.Grains.Cards;
using Loyalty.Ledger;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Writing;
using Loyalty.Simulation.Breaks;
using Loyalty.Simulation.Checks;
using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Loyalty.Simulation.Nodes;

/// <summary>One process: the real silo, card grain and ledger, on this machine's time and tasks.</summary>
internal sealed class NodeProcess
{
    /// <summary>Looking for grain classes and emitting proxies is done once for all runs; it keeps no state.</summary>
    private static readonly GrainTypes SharedTypes = new(Options.Create(new GrainCollectionOptions()));

    private static readonly LedgerMetrics SharedMetrics = new();

    private readonly Edge edge;
    private readonly LedgerWriter writer;

    public NodeProcess(World world, Node node, Machine machine, Dice dice)
    {
        Machine = machine;
        var time = new MachineTime(machine, () => world.DateOff + node.DateOff);
        var surroundings = new LedgerSurroundings(time, new Completions(asynchronous: false), machine);
        var options = world.Plan.Ledger with { Chance = dice.Fraction };
        var remote = new RemoteStore(world.Database, machine);
        var store = world.Broken.Around(remote, world);
        var idle = new IdleWatch(machine, options.RetryMax, world.Violations);
        writer = new LedgerWriter(
            new WatchedStore(store, idle), options, world.Broken.OfWriter(surroundings), SharedMetrics, NullLogger<LedgerWriter>.Instance);
        var reader = new LedgerReader(store, options, world.Broken.OfReader(surroundings), SharedMetrics);
        var watch = new DeadlineWatch(machine, options.Deadline + options.Grace, world.Violations);
        var ledger = world.Broken.Around(
            new WatchedLedger(new StoredLedger(store, writer, reader), watch, idle), store, machine, world);

        var programme = new Programme(world.Plan.Rules, world.Plan.Calendar, time);
        programme.Open(new Domain.Rules.RulesVersion(1, world.Plan.Rules));
        var messaging = new SiloMessagingOptions
        {
            MaxEnqueuedRequestsHardLimit = world.Plan.MaxCallsPerCard,
            ResponseTimeout = TimeSpan.FromSeconds(15),
        };
        var silo = new Silo(
            new NodeServices(ledger, programme, world.Memory), machine, time, Options.Create(messaging),
            Options.Create(new GrainCollectionOptions()), NullLogger<Silo>.Instance);
        silo.Start();
        edge = new Edge(
            new GrainFactory(SharedTypes, silo), new CardDirectory(ledger), ledger, store,
            new RemoteStock(remote, world.Database.Books), programme, dice.Fork());
    }

    public Machine Machine { get; }

    public Task<Answer> HandleAsync(Request request) => edge.HandleAsync(request);

    /// <summary>Ends when the writer has nothing left in hand.</summary>
    public Task DrainAsync() => writer.DrainAsync();
}
