namespace Orleans.Runtime;

/// <summary>Is a call that answers with a value. The emitted class of each method holds the arguments and calls it.
/// </summary>
internal abstract class Call<TResult> : Call
{
    private readonly TaskCompletionSource<TResult> _answer;

    protected Call(GrainMethod method, ITurnScheduler turns)
        : base(method) => _answer = new TaskCompletionSource<TResult>(turns.CompletionOptions);

    public Task<TResult> Answer => _answer.Task;

    public override bool Run(Activation activation)
    {
        ValueTask<TResult> pending;
        try
        {
            pending = Invoke(activation.Instance);
            if (!pending.IsCompleted)
            {
                _ = FinishAsync(activation, pending);
                return false;
            }

            Succeed(pending.GetAwaiter().GetResult());
        }
        catch (Exception exception)
        {
            activation.OnCallFailed(this, exception);
        }

        return true;
    }

    protected abstract ValueTask<TResult> Invoke(object grain);

    protected override void SetException(Exception exception) => _answer.SetException(exception);

    private async Task FinishAsync(Activation activation, ValueTask<TResult> pending)
    {
        try
        {
            Succeed(await pending);
        }
        catch (Exception exception)
        {
            activation.OnCallFailed(this, exception);
        }

        activation.OnTurnEnded(this);
    }

    private void Succeed(TResult result)
    {
        if (TryClaimAnswer()) _answer.SetResult(result);
    }
}

/// <summary>Is a call that answers with nothing but its end.</summary>
internal abstract class VoidCall : Call
{
    private readonly TaskCompletionSource _answer;

    protected VoidCall(GrainMethod method, ITurnScheduler turns)
        : base(method) => _answer = new TaskCompletionSource(turns.CompletionOptions);

    public Task Answer => _answer.Task;

    public override bool Run(Activation activation)
    {
        try
        {
            var pending = Invoke(activation.Instance);
            if (!pending.IsCompleted)
            {
                _ = FinishAsync(activation, pending);
                return false;
            }

            pending.GetAwaiter().GetResult();
            Succeed();
        }
        catch (Exception exception)
        {
            activation.OnCallFailed(this, exception);
        }

        return true;
    }

    protected abstract ValueTask Invoke(object grain);

    protected override void SetException(Exception exception) => _answer.SetException(exception);

    private async Task FinishAsync(Activation activation, ValueTask pending)
    {
        try
        {
            await pending;
            Succeed();
        }
        catch (Exception exception)
        {
            activation.OnCallFailed(this, exception);
        }

        activation.OnTurnEnded(this);
    }

    private void Succeed()
    {
        if (TryClaimAnswer()) _answer.SetResult();
    }
}
