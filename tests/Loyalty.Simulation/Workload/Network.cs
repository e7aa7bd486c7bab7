using Loyalty.Simulation.Faults;
using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Nodes;

namespace Loyalty.Simulation.Workload;

/// <summary>The way from tills to nodes and back: messages take time, are lost, doubled, late.</summary>
internal sealed class Network(Loop loop, Machine tills, Tally tally, FaultProfile faults, Dice dice)
{
    /// <summary>The faults of messages; none after the last one has healed.</summary>
    public FaultProfile Faults { get; set; } = faults;

    /// <summary>Every answer that came back, also those nobody waited for any more.</summary>
    public List<Observation> Observations { get; } = [];

    /// <summary>Sends a request and waits for an answer for a while.</summary>
    /// <returns>Null if none came.</returns>
    public Task<Answer?> CallAsync(Node node, Request request, TimeSpan patience)
    {
        tally.Operations++;
        var answer = new TaskCompletionSource<Answer?>();
        loop.Trace.Say($"till: {request} to node {node.Number}");
        for (var copies = Strikes(Faults.Duplicated) ? 2 : 1; copies > 0; copies--) Send(node, request, answer);
        loop.After(patience, () => answer.TrySetResult(null), tills);
        return answer.Task;
    }

    private void Send(Node node, Request request, TaskCompletionSource<Answer?> answer)
    {
        if (Strikes(Faults.RequestLost)) return;
        var sent = loop.Step;
        var way = Strikes(Faults.Late) ? dice.Time(100, 6_000) : dice.Time(0.1, 2);
        loop.After(way, () =>
        {
            var sending = new Sending(node, request, sent, loop.Step, answer);
            if (node.TryReceive(request, reply => Reply(sending, reply))) request.Received.Add(loop.Step);
            else loop.After(dice.Time(0.1, 2), () => answer.TrySetResult(null), tills); // connection refused
        });
    }

    private void Reply(Sending sending, Answer reply)
    {
        var (node, request, sent, received, answer) = sending;
        if (Strikes(Faults.ReplyLost))
        {
            loop.Trace.Say($"network: the answer to {request} is lost");
            return;
        }

        var way = Strikes(Faults.Late) ? dice.Time(100, 3_000) : dice.Time(0.1, 2);
        loop.After(
            way,
            () =>
            {
                tally.Answers++;
                Observations.Add(new Observation(request, node.Number, sent, received, loop.Step, reply));
                loop.Trace.Mix(request.Number, reply.Seq, reply.Refused is { } refused ? (int)refused.Reason : 0);
                loop.Trace.Say($"till: node {node.Number} answers {request}: {reply}");
                answer.TrySetResult(reply);
            },
            tills);
    }

    private bool Strikes(double chance)
    {
        if (!dice.Chance(chance)) return false;
        tally.Faults++;
        return true;
    }

    private sealed record Sending(
        Node Node, Request Request, long Sent, long Received, TaskCompletionSource<Answer?> Answer);
}
