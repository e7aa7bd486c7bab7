using Loyalty.Simulation.Kernel;

namespace Loyalty.Simulation.Silo;

/// <summary>Ends the calls of one silo that are not answered in time. All have the same time, so one alarm will do.
/// </summary>
internal sealed class ResponseTimeouts(Machine machine, TimeSpan timeout) : IHappening
{
    private readonly Queue<Call> calls = new();
    private bool isSet;

    /// <summary>Calls that may still be without an answer.</summary>
    public IEnumerable<Call> Pending => calls.Where(call => !call.IsOver);

    public void Watch(Call call)
    {
        call.Due = machine.Loop.Now + timeout.Ticks;
        calls.Enqueue(call);
        if (!isSet) SetNext();
    }

    public void Happen()
    {
        while (calls.TryPeek(out var call) && call.Due <= machine.Loop.Now)
        {
            calls.Dequeue();
            if (!call.IsOver) call.Fail(new TimeoutException($"Not answered within {timeout.TotalSeconds} s."));
        }

        SetNext();
    }

    private void SetNext()
    {
        while (calls.TryPeek(out var done) && done.IsOver) calls.Dequeue();
        isSet = calls.TryPeek(out var next);
        if (isSet) machine.Loop.After(TimeSpan.FromTicks(next!.Due - machine.Loop.Now), this, machine);
    }
}
