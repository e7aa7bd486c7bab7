using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Loyalty.Simulation.Silo;

/// <summary>
/// The way between silos: each message takes a time of its own, so that calls of one burst arrive in any order (Orleans
/// 10.4.2 brings them mostly last first). A connection that breaks leaves it open whether what was on its way has
/// arrived, and Orleans may send that once more: so a call may run twice.
/// </summary>
internal sealed partial class Cluster
{
    private readonly List<(GrainId Grain, long Step)> sentTwice = [];

    /// <summary>Whether a call of a grain was sent twice between two steps.</summary>
    public bool HasSentTwice(Guid grain, long first, long last) =>
        sentTwice.Exists(call => call.Step >= first && call.Step <= last && call.Grain.GetGuidKey() == grain);

    public void Carry(Call call, SimulatedSilo sender, SimulatedSilo host)
    {
        if (sender.KnowsDead(host))
        {
            sender.Reply(call, Response.FromException(new SiloUnavailableException("Known to be dead.")));
            return;
        }

        call.SentTo = host == call.Caller ? null : host;
        if (Strikes(Faults.LinkCut) && !Arrives(call, sender)) return;
        call.Serialize();
        loop.After(Way(), () => host.Deliver(call), host.Machine);
    }

    public void CarryBack(Call call, Response response)
    {
        if (Strikes(Faults.LinkCut)) return; // its caller waits until the time is over
        var copy = overTheLink(call.Caller.Copy(response));
        loop.After(Way(), () => call.End(copy), call.Caller.Machine);
    }

    /// <summary>Of a call that is cut, the caller is told, or it is sent again, or neither.</summary>
    /// <returns>Whether it arrives all the same.</returns>
    private bool Arrives(Call call, SimulatedSilo sender)
    {
        loop.Trace.Say($"link: a call of place {sender.Place} is cut");
        var (way, after) = (dice.Below(3), dice.Time(0.1, 50));
        if (way == 0) loop.After(after, () => call.Fail(Rejections.Of("The connection closed.")), call.Caller.Machine);
        else if (way == 1) loop.After(after, () => SendAgain(call, sender), sender.Machine);
        return dice.Chance(0.5);
    }

    private void SendAgain(Call call, SimulatedSilo sender)
    {
        if (call.IsOver) return;
        sentTwice.Add((call.Grain, loop.Step));
        sender.Send(call);
    }

    private TimeSpan Way() => Strikes(Faults.LinkLate) ? dice.Time(50, 4_000) : dice.Time(0.05, 1);

    private bool Strikes(double chance)
    {
        if (!dice.Chance(chance)) return false;
        tally.Faults++;
        return true;
    }
}
