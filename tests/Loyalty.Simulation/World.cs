using Loyalty.Grains.Cards;
using Loyalty.Simulation.Breaks;
using Loyalty.Simulation.Checks;
using Loyalty.Simulation.Faults;
using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Nodes;
using Loyalty.Simulation.Silo;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;
using Loyalty.Testing;

namespace Loyalty.Simulation;

/// <summary>
/// One run: (1) tills and desks do their work while faults come; (2) the faults heal; (3) whoever has no answer yet
/// asks until there is one, and every card is probed on every node; (4) what is late arrives, and merges are repeated;
/// (5) the invariants.
/// </summary>
internal sealed class World
{
    private static readonly TimeSpan WorkTime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SettleTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LateTime = TimeSpan.FromSeconds(16);

    private readonly Tills tills;
    private readonly Violations violations;

    public World(Plan plan, BrokenPart broken)
    {
        Plan = plan;
        Broken = broken;
        Dice = new Dice(plan.Seed ^ 0xD1CE);
        Loop = new Loop(plan.Seed);
        violations = new Violations(Loop);
        var state = broken.NewLedger(() => Loop.Step);
        Database = new Database(Loop, state, Tally, plan.Faults, Dice.Fork());
        var members = plan.Clusters.Take(plan.Nodes).ToLookup(cluster => cluster);
        Clusters = [.. Enumerable.Range(0, plan.Nodes).Select(
            cluster => new Cluster(
                members[cluster].Count(), Loop, Dice.Fork(), Tally, plan.Faults, broken.OverTheLink))];
        Nodes = [.. Enumerable.Range(0, plan.Nodes).Select(
            number => new Node(this, number, Clusters[plan.Clusters[number]]))];
        var machine = new Machine(Loop, 0);
        Clients = new MachineTime(machine, () => DateOff);
        Network = new Network(Loop, machine, Tally, plan.Faults, Dice.Fork());
        Requests = new Requests(plan, Dice.Fork(), () => plan.Calendar.DateOf(Clients.GetUtcNow()));
        tills = new Tills(this, machine, Dice.Fork());
    }

    public Plan Plan { get; }

    public BrokenPart Broken { get; }

    public Dice Dice { get; }

    public Loop Loop { get; }

    public Tally Tally { get; } = new();

    /// <summary>
    /// The cached states of all nodes, each in a place of its own: to make one for each process would cost more
    /// than the run.
    /// </summary>
    public CardCache Cache { get; } = new(arrayBits: 6);

    public Database Database { get; }

    public IReadOnlyList<Cluster> Clusters { get; }

    public IReadOnlyList<Node> Nodes { get; }

    public Network Network { get; }

    public Requests Requests { get; }

    /// <summary>The tills' own clock.</summary>
    public MachineTime Clients { get; }

    /// <summary>How far everybody's date has jumped.</summary>
    public TimeSpan DateOff { get; set; }

    /// <summary>Lets somebody change dates, and notes which ones the nodes had and have.</summary>
    public void TurnClocks(Action turn)
    {
        foreach (var node in Nodes) node.NoteDate();
        turn();
        foreach (var node in Nodes) node.NoteDate();
    }

    /// <summary>The dates that there were, while a node had a request, on any node that may have the card.</summary>
    public IEnumerable<DateOnly> DatesDuring(Observation observation) => Nodes
        .Where(node => node.Cluster == Nodes[observation.Node].Cluster)
        .SelectMany(node => node.DatesDuring(observation.Received, observation.Came)).Distinct();

    public bool IsHealed { get; private set; }

    public Violations Violations => violations;

    public void Run()
    {
        // 1. Work.
        foreach (var node in Nodes) node.Start();
        Loop.OnStep = new FaultInjector(this, Dice.Fork()).OnStep;
        tills.Start();
        Expect(tills.AreDone, WorkTime, "the work did not end");

        // 2. Heal.
        Heal();

        // 3. Settle and probe.
        tills.Settle();
        Expect(tills.AreDone, SettleTime, "after healing, something stayed without an answer");

        // 4. What is late arrives; cards that were left with merged members follow them.
        Loop.Run(() => false, LateTime);
        tills.RepeatMerges();
        Expect(tills.AreDone, SettleTime, "a merge that was done can't be repeated");
        foreach (var node in Nodes)
        {
            var drained = node.Process!.DrainAsync();
            Expect(
                () => drained.IsCompleted, TimeSpan.FromSeconds(10), $"the writer of node {node.Number} has work left");
        }

        // 5. Check.
        Invariants.Check(this);
        if (Loop.Strays > 0) violations.Add("trap", $"{Loop.Strays} steps came from another thread");
        Tally.Violations = violations.Found.Count;
    }

    private void Heal()
    {
        IsHealed = true;
        Loop.BeforeStep = null;
        Loop.OnStep = null;
        Network.Faults = Database.Faults = FaultProfile.None;
        Database.Restart();
        Database.LedgerState.UnlockAll();
        foreach (var cluster in Clusters) cluster.Faults = FaultProfile.None;
        foreach (var node in Nodes)
        {
            if (node.Process?.Silo.IsDeclaredDead == true) node.Crash();
            node.Resume();
            node.Start();
        }

        Loop.Trace.Say($"healed");
    }

    private void Expect(Func<bool> condition, TimeSpan time, string otherwise)
    {
        if (!Loop.Run(condition, time)) violations.Add(Invariant.Liveness, otherwise);
    }
}
