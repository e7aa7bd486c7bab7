using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Loyalty.Simulation.Silo;

/// <summary>
/// The way between silos: each message takes a time of its own, so that calls of one burst arrive in any order (Orleans
/// 10.4.2 brings them mostly last first). None is ever doubled.
/// </summary>
internal sealed partial class Cluster
{
    public void Carry(Call call, SimulatedSilo sender, SimulatedSilo host)
    {
        if (sender.KnowsDead(host))
        {
            sender.Reply(call, Response.FromException(new SiloUnavailableException("Known to be dead.")));
            return;
        }

        call.SentTo = host == call.Caller ? null : host;
        if (Strikes(Faults.LinkCut))
        {
            loop.Trace.Say($"link: a call to place {host.Place} is cut");
            var told = Rejections.Of("The connection closed.");
            if (dice.Chance(0.5)) loop.After(dice.Time(0.1, 50), () => call.Fail(told), call.Caller.Machine);
            if (dice.Chance(0.5)) return; // it never arrives
        }

        call.Serialize();
        loop.After(Way(), () => host.Deliver(call), host.Machine);
    }

    public void CarryBack(Call call, Response response)
    {
        if (Strikes(Faults.LinkCut)) return; // its caller waits until the time is over
        var copy = overTheLink(call.Caller.Copy(response));
        loop.After(Way(), () => call.End(copy), call.Caller.Machine);
    }

    private TimeSpan Way() => Strikes(Faults.LinkLate) ? dice.Time(50, 4_000) : dice.Time(0.05, 1);

    private bool Strikes(double chance)
    {
        if (!dice.Chance(chance)) return false;
        tally.Faults++;
        return true;
    }
}
