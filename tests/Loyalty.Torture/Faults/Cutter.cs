using Loyalty.Testing;
using Loyalty.Torture.Machine;

namespace Loyalty.Torture.Faults;

/// <summary>Cuts connections all the time: of clients and of servers, anywhere and at COMMIT.</summary>
public sealed class Cutter(Fleet fleet, double perSecond, int seed)
{
    private readonly Random random = new(seed);

    public async Task RunAsync(CancellationToken stop)
    {
        var pause = TimeSpan.FromSeconds(1 / perSecond);
        while (!stop.IsCancellationRequested)
        {
            var node = fleet.Nodes[random.Next(fleet.Nodes.Count)];
            CutOne(node, random.Next(100));
            await Task.Delay(pause * (0.5 + random.NextDouble()), CancellationToken.None);
        }
    }

    private void CutOne(Node node, int kind)
    {
        if (node.Back is { } back && kind < 50)
        {
            if (kind < 9) back.CutNext(Cut.AfterStatement);
            else if (kind < 18) back.CutNext(Cut.BeforeAnswer);
            else if (kind < 22) back.CutNext(Cut.InStatement);
            else back.CutOne(random.NextDouble());
        }
        else if (kind < 75) node.Front.CutOne(random.NextDouble());
        else node.Front.CutNext(kind < 88 ? Cut.BeforeAnswer : Cut.AfterStatement);
    }
}
