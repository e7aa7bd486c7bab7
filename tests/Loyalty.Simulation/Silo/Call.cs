using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Loyalty.Simulation.Silo;

/// <summary>
/// One call on its way to a grain and back. The first of answer, failure, time-out and cancellation reaches the caller.
/// </summary>
/// <param name="caller">The silo from which it is called.</param>
/// <param name="grain">Which grain is called.</param>
/// <param name="request">The request to invoke, as Orleans generated it.</param>
/// <param name="isReadOnly">Whether the method is marked <c>[ReadOnly]</c>.</param>
internal sealed class Call(SimulatedSilo caller, GrainId grain, IInvokable request, bool isReadOnly)
{
    private readonly TaskCompletionSource<Response> answer = new();
    private readonly CancellationToken token = request.GetCancellationToken();
    private IInvokable carried = request;
    private CancellationTokenRegistration cancellation;
    private Activation? runsAt;

    public SimulatedSilo Caller => caller;

    public GrainId Grain => grain;

    public bool IsReadOnly => isReadOnly;

    /// <summary>When the caller gives up, in ticks of the run.</summary>
    public long Due { get; set; }

    public int Forwards { get; set; }

    /// <summary>The other silo to which it was sent; null while it is on the caller's own.</summary>
    public SimulatedSilo? SentTo { get; set; }

    public Task<Response> Answer => answer.Task;

    public bool IsOver => answer.Task.IsCompleted;

    /// <summary>Replaces the message by the copy that arrives over a link, made by Orleans' own serializer.</summary>
    public void Serialize() => carried = caller.Copy(carried);

    public void Fail(Exception exception) => End(Response.FromException(exception));

    public void End(Response response)
    {
        if (answer.TrySetResult(response)) cancellation.Unregister();
    }

    public void ListenForCancellation()
    {
        if (token.CanBeCanceled) cancellation = token.UnsafeRegister(static call => ((Call)call!).Cancel(), this);
    }

    public ValueTask<Response> InvokeAt(Activation target)
    {
        runsAt = target;
        carried.SetTarget(target);
        return carried.Invoke();
    }

    /// <summary>The caller is answered at once; the grain learns of it on its own turn.</summary>
    private void Cancel()
    {
        Fail(new OperationCanceledException(token));
        runsAt?.Post(() => carried.TryCancel());
    }
}
