using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Nodes;
using Loyalty.Testing;

namespace Loyalty.Simulation.Workload;

/// <summary>
/// Tills and desks: each asks, waits, and repeats the same request on any node when no final answer comes. Some give
/// up for now; after the last fault has healed they come back to all they gave up.
/// </summary>
internal sealed class Tills(World world, Machine machine, Dice dice)
{
    private const int MaxRepeats = 6;

    /// <summary>
    /// A store call that hangs when the last fault heals still keeps its lane for up to 9 s, and the node with it.
    /// </summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(15);

    private readonly List<Request> givenUp = [];
    private long healedAt;
    private int atWork;
    private int left;

    public bool AreDone() => atWork == 0;

    public void Start()
    {
        left = world.Plan.Operations;
        for (var i = 0; i < world.Plan.Tills; i++) Begin(WorkAsync);
    }

    /// <summary>Brings everything to an end, then asks each node about each card.</summary>
    public void Settle()
    {
        healedAt = world.Loop.Now;
        foreach (var request in givenUp) Begin(() => SettleAsync(request));
        world.TurnClocks(() => world.DateOff += TimeSpan.FromDays(1));
        foreach (var node in world.Nodes)
        {
            Begin(() => ProbeAsync(node, world.Requests.Sweep()));
            foreach (var cardId in world.Requests.Issued)
            {
                Begin(() => ProbeAsync(node, world.Requests.Accrue(cardId)));
                Begin(() => ProbeAsync(node, world.Requests.Probe(cardId)));
            }
        }
    }

    /// <summary>
    /// Repeats all merges, last: a node that died between giving a card to a member and looking whether they were
    /// merged has left it with them.
    /// </summary>
    public void RepeatMerges() => Begin(async () =>
    {
        healedAt = world.Loop.Now;
        foreach (var merge in world.Requests.Merges.ToArray()) await SettleAsync(merge);
    });

    private void Begin(Func<Task> work)
    {
        atWork++;
        machine.Start(async () =>
        {
            await work();
            atWork--;
        });
    }

    private async Task WorkAsync()
    {
        var node = dice.Pick(world.Nodes);
        while (left-- > 0)
        {
            await Pause(dice.Time(0, world.Plan.ThinkMilliseconds));
            var request = world.Requests.Next();
            for (var repeats = 0; ; repeats++)
            {
                if (!dice.Chance(world.Plan.Faults.StaysWithNode)) node = dice.Pick(world.Nodes);
                var patience = dice.Time(50, dice.Chance(0.2) ? 3_000 : 400);
                if (await AskAsync(node, request, patience) is { IsFinal: true }) break;
                if (repeats < MaxRepeats && dice.Chance(0.85))
                {
                    await Pause(dice.Time(1, 60 << repeats));
                    continue;
                }

                if (request.IsToBeSettled) givenUp.Add(request);
                break;
            }
        }
    }

    private Task SettleAsync(Request request) =>
        InsistAsync(() => dice.Pick(world.Nodes), request, "got no final answer");

    private Task ProbeAsync(Node node, Request request) =>
        InsistAsync(() => node, request, $"found node {node.Number} of no use");

    /// <summary>Asks until there is a final answer, which must come within <see cref="Recovery"/>.</summary>
    private async Task InsistAsync(Func<Node> node, Request request, string otherwise)
    {
        while (true)
        {
            if (await AskAsync(node(), request, TimeSpan.FromSeconds(20)) is { IsFinal: true }) return;
            if (world.Loop.Now > healedAt + Recovery.Ticks) break;
            await Pause(dice.Time(1, 500));
        }

        world.Violations.Add(Invariant.Liveness, $"{request} {otherwise} within {Recovery.TotalSeconds} s of healing");
    }

    private async Task<Answer?> AskAsync(Node node, Request request, TimeSpan patience)
    {
        var answer = await world.Network.CallAsync(node, request, patience);
        if (answer?.Entry is { } entry && request.IsWrite) world.Requests.Learn(request.CardId, entry);
        else if (answer is { Refused: null } && request.Kind == RequestKind.Merge) world.Requests.Learn(request);
        else if (answer?.Entry is { } of && request.IsOfGuests) world.Requests.Guests.Learn(request.CardId, of);
        return answer;
    }

    private Task Pause(TimeSpan time) => Task.Delay(time, world.Clients);
}
