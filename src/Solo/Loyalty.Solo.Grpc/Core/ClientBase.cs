namespace Grpc.Core;

/// <summary>The base of generated clients.</summary>
public abstract class ClientBase
{
    private readonly CallInvoker? _callInvoker;

    /// <summary>For test doubles only: every call of such a client throws.</summary>
    protected ClientBase()
    {
    }

    protected ClientBase(ClientBaseConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _callInvoker = configuration.CallInvoker;
    }

    protected ClientBase(ChannelBase channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        _callInvoker = channel.CreateCallInvoker();
    }

    protected ClientBase(CallInvoker callInvoker)
    {
        ArgumentNullException.ThrowIfNull(callInvoker);
        _callInvoker = callInvoker;
    }

    protected CallInvoker CallInvoker =>
        _callInvoker ?? throw new NotSupportedException("This client was made without a channel.");

    protected internal class ClientBaseConfiguration
    {
        internal ClientBaseConfiguration(CallInvoker callInvoker) => CallInvoker = callInvoker;

        internal CallInvoker CallInvoker { get; }
    }
}

/// <inheritdoc/>
public abstract class ClientBase<T> : ClientBase
    where T : ClientBase<T>
{
    /// <inheritdoc/>
    protected ClientBase()
    {
    }

    protected ClientBase(ClientBaseConfiguration configuration)
        : base(configuration)
    {
    }

    protected ClientBase(ChannelBase channel)
        : base(channel)
    {
    }

    protected ClientBase(CallInvoker callInvoker)
        : base(callInvoker)
    {
    }

    protected abstract T NewInstance(ClientBaseConfiguration configuration);
}
