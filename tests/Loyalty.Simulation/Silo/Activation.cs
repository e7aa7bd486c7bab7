using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Orleans.Storage;

namespace Loyalty.Simulation.Silo;

/// <summary>
/// One living instance of a grain: its queue and its turns. This part holds the rule of who may run, as Orleans 10.4.2
/// has it: a write alone, reads together, also past writes that wait. <c>Activation.Life.cs</c> holds the way from its
/// beginning to its end, and the machine on which both run decides when each step of them comes.
/// </summary>
internal sealed partial class Activation : TaskScheduler, IGrainContext
{
    private readonly SimulatedSilo silo;
    private readonly List<Call> waiting = [];
    private readonly Action pump;
    private int reading;
    private int writing;

    public Activation(SimulatedSilo silo, GrainId grain)
    {
        (this.silo, GrainId) = (silo, grain);
        pump = Pump;
        Post(() => _ = ActivateAsync());
    }

    /// <summary>The activation of this grain, if it is the one whose step this thread takes.</summary>
    public static Activation? Of(Guid grain) =>
        Current is Activation activation && activation.GrainId.GetGuidKey() == grain ? activation : null;

    public SimulatedSilo Silo => silo;

    public GrainId GrainId { get; }

    /// <summary>Lets a call wait for its turn.</summary>
    public void Receive(Call call)
    {
        var present = reading + writing + waiting.Count;
        if (present > silo.Limits.MaxCalls)
        {
            silo.Reply(call, Response.FromException(
                new LimitExceededException($"{present} calls are at {GrainId}, {silo.Limits.MaxCalls} may be.")));
            return;
        }

        waiting.Add(call);
        Post(pump);
    }

    /// <summary>Runs an action as a step of its own, beside whatever the grain awaits.</summary>
    public void Post(Action action) => new Task(action).Start(this);

    protected override void QueueTask(Task task) => silo.Machine.Add(new Step(this, task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    /// <summary>Starts what may start, and ends what is to end when no turn runs.</summary>
    private void Pump()
    {
        for (var i = 0; i < waiting.Count && life == Life.Valid;)
        {
            var call = waiting[i];
            if (!MayStart(call))
            {
                i++;
                continue;
            }

            waiting.RemoveAt(i);
            if (!silo.MayDrop(call)) _ = TurnAsync(call);
        }

        if (life == Life.Deactivating && hasBegun && reading + writing == 0) _ = LeaveAsync();
    }

    private bool MayStart(Call call) => writing == 0 && (call.IsReadOnly || reading == 0);

    private async Task TurnAsync(Call call)
    {
        if (call.IsReadOnly) reading++;
        else writing++;
        silo.NoteDate();
        var response = await call.InvokeAt(this);
        silo.NoteDate();
        if (call.IsReadOnly) reading--;
        else writing--;
        silo.Reply(call, response);
        if (response.Exception is InconsistentStateException behind)
            Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, behind.Message));
        else if (silo.Cluster.EndsBetweenTurns())
            Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "idle, says the simulator"));
        if (waiting.Count > 0 || life == Life.Deactivating) Post(pump);
    }

    private sealed class Step(Activation activation, Task task) : Kernel.IHappening
    {
        public void Happen() => activation.TryExecuteTask(task);
    }
}
