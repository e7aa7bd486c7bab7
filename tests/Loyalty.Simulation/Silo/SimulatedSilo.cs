using Loyalty.Simulation.Kernel;
using Orleans;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Loyalty.Simulation.Silo;

/// <summary>
/// The silo of one process, with the weakest of Orleans' promises, under the references and requests that Orleans
/// generated. A call takes these steps: (1) it goes to the activation that is here, or to the silo that the cluster
/// names; (2) there it finds an activation or begins one, and waits for its turn; (3) its answer comes back the same
/// way. Whatever fails on the way is named to the caller as Orleans names it.
/// </summary>
/// <param name="machine">The machine on which everything of it runs.</param>
/// <param name="place">Which place of the cluster it is, as an address and port would say.</param>
/// <param name="cluster">The silos that it knows.</param>
/// <param name="limits">Its bounds.</param>
/// <param name="references">The references that Orleans generated.</param>
/// <param name="make">Makes a grain.</param>
/// <param name="noteDate">Is told before and after each turn.</param>
internal sealed class SimulatedSilo(
    Machine machine, int place, Cluster cluster, SiloLimits limits, GrainReferences references,
    Func<IGrainContext, IGrainBase> make, Action noteDate)
    : IGrainReferenceRuntime
{
    private readonly Dictionary<GrainId, Activation> activations = [];
    private readonly Dictionary<GrainId, SimulatedSilo> known = [];
    private readonly HashSet<SimulatedSilo> dead = [];
    private readonly ResponseTimeouts timeouts = new(machine, limits.ResponseTimeout);

    public Machine Machine => machine;

    public int Place => place;

    public Cluster Cluster => cluster;

    public SiloLimits Limits => limits;

    /// <summary>Whether the others have given it up; it may not know yet.</summary>
    public bool IsDeclaredDead { get; set; }

    public ValueTask<T?> InvokeMethodAsync<T>(
        GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        new(SendAsync<T>(reference.GrainId, request, options));

    public async ValueTask InvokeMethodAsync(
        GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        await SendAsync<object>(reference.GrainId, request, options);

    public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        throw new NotSupportedException("No grain of ours has a method without an answer.");

    public object Cast(IAddressable grain, Type interfaceType) =>
        throw new NotSupportedException("No grain of ours has two interfaces.");

    /// <summary>A call that has come here: for the activation that is here, or for a new one.</summary>
    public void Deliver(Call call)
    {
        if (!activations.TryGetValue(call.Grain, out var target))
            activations.Add(call.Grain, target = new Activation(this, call.Grain));
        target.Receive(call);
    }

    /// <summary>Sends a call to wherever its grain is.</summary>
    public void Send(Call call)
    {
        if (activations.ContainsKey(call.Grain)) Deliver(call);
        else Route(call, cluster.Locate(call.Grain, this));
    }

    public void Reply(Call call, Response response)
    {
        if (call.Caller == this) call.End(response);
        else cluster.CarryBack(call, response);
    }

    /// <summary>A call whose activation has ended goes on, to another one that is known or to wherever one may be.
    /// </summary>
    public void Forward(Call call, SimulatedSilo? to)
    {
        known.Remove(call.Grain);
        if (++call.Forwards > limits.MaxForwards)
            Reply(call, Response.FromException(Rejections.Of($"Forwarded {limits.MaxForwards} times.")));
        else if (to is null) Send(call);
        else Route(call, to);
    }

    public IGrainBase Make(IGrainContext context) => make(context);

    public void Remove(Activation activation) => activations.Remove(activation.GrainId);

    public void NoteDate() => noteDate();

    /// <summary>Whether nobody waits for the call any more. Of another silo's callers that isn't known here.</summary>
    public bool MayDrop(Call call) => call.IsOver && call.Caller == this;

    /// <summary>Returns the silo that it believes has the grain; null if it has to ask.</summary>
    public SimulatedSilo? Locate(GrainId grain) =>
        known.TryGetValue(grain, out var host) && !dead.Contains(host) ? host : null;

    public void Note(GrainId grain, SimulatedSilo host) => known[grain] = host;

    public bool KnowsDead(SimulatedSilo other) => dead.Contains(other);

    /// <summary>It hears that another silo is no more: whoever waits for an answer from there waits in vain.</summary>
    public void LearnDead(SimulatedSilo other)
    {
        dead.Add(other);
        foreach (var call in timeouts.Pending)
            if (call.SentTo == other) call.Fail(new SiloUnavailableException("The target silo became unavailable."));
    }

    /// <summary>Returns the copy that another process gets: it went through Orleans' serializer.</summary>
    public T Copy<T>(T message) =>
        references.Serializer.Deserialize<T>(references.Serializer.SerializeToArray(message))!;

    private async Task<T?> SendAsync<T>(GrainId grain, IInvokable request, InvokeMethodOptions options)
    {
        var call = new Call(this, grain, request, options.HasFlag(InvokeMethodOptions.ReadOnly));
        call.ListenForCancellation();
        timeouts.Watch(call);
        if (!call.IsOver) Send(call);
        using var response = await call.Answer;
        return response.GetResult<T>();
    }

    private void Route(Call call, SimulatedSilo host)
    {
        if (host == this) Deliver(call);
        else cluster.Carry(call, this, host);
    }
}
