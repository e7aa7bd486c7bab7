using Loyalty.Grains;
using Loyalty.Grains.Cards;
using Loyalty.Ledger;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Writing;
using Loyalty.Members;
using Loyalty.Simulation.Breaks;
using Loyalty.Simulation.Checks;
using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Silo;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Simulation.Nodes;

/// <summary>One process: the real card grain and ledger under a simulated silo, on its own time and tasks.</summary>
internal sealed class NodeProcess
{
    private static readonly GrainReferences SharedReferences = new(typeof(ICardGrain));

    private static readonly LedgerMetrics SharedMetrics = new();

    private readonly Front front;
    private readonly LedgerWriter writer;

    public NodeProcess(World world, Node node, Machine machine, Dice dice)
    {
        Machine = machine;
        var time = new MachineTime(machine, () => world.DateOff + node.DateOff);
        var environment = new LedgerEnvironment(time, new Completions(asynchronous: false), machine);
        var options = world.Plan.Ledger with { Chance = dice.Fraction };
        var remote = new RemoteStore(world.Database, machine);
        var store = world.Broken.Around(remote, world);
        var idle = new IdleWatch(machine, options.RetryMax, world.Violations);
        writer = new LedgerWriter(
            new WatchedStore(store, idle), options, world.Broken.OfWriter(environment), SharedMetrics,
            NullLogger<LedgerWriter>.Instance);
        var reader = new LedgerReader(store, options, world.Broken.OfReader(environment), SharedMetrics);
        var watch = new DeadlineWatch(machine, options.Deadline + options.Grace, world.Violations);
        var ledger = world.Broken.Around(
            new WatchedLedger(new StoredLedger(store, writer, reader), watch, idle), store, machine, world);

        var program = new LoyaltyProgram(world.Plan.Rules, world.Plan.Calendar, time);
        program.Open(new Domain.Rules.RulesVersion(1, world.Plan.Rules));
        Silo = new SimulatedSilo(
            machine, node.Number, node.Cluster,
            new SiloLimits(world.Plan.MaxCallsPerCard, TimeSpan.FromSeconds(15)), SharedReferences,
            context => new CardGrain(context, ledger, program, world.Cache), node.NoteDate);
        node.Cluster.Join(Silo);
        var members = new MemberRegister(
            new RemoteMembers(remote, world.Database.Members), options, environment,
            bytes => dice.Fill(bytes), new FindingLogger<MemberRegister>(world.Violations));
        members.Open(MemberTable.Keys);
        var grains = new SimulatedGrainFactory(
            SharedReferences, Silo, grain => world.Broken.Around((ICardGrain)grain));
        var useCases = new UseCases(
            grains, (ledger, store, new RemoteStock(remote, world.Database.LedgerState)), members, (program, time),
            world.Violations, dice.Fork());
        front = new Front(useCases, new SideDoor(ledger, program), world.Plan.Faults.ClockEvery > 0);
    }

    public Machine Machine { get; }

    public SimulatedSilo Silo { get; }

    public Task<Answer> HandleAsync(Request request) => front.HandleAsync(request);

    /// <summary>Ends when the writer has nothing left in hand.</summary>
    public Task DrainAsync() => writer.DrainAsync();
}
