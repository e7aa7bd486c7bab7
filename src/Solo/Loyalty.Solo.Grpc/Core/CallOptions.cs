namespace Grpc.Core;

/// <summary>What a client may set for one call.</summary>
#pragma warning disable CA1815 // the real type has no equality either
public readonly struct CallOptions(
    Metadata? headers = null,
    DateTime? deadline = null,
    CancellationToken cancellationToken = default,
    WriteOptions? writeOptions = null,
    ContextPropagationToken? propagationToken = null,
    CallCredentials? credentials = null)
#pragma warning restore CA1815
{
    public Metadata? Headers { get; } = headers;

    /// <summary>The UTC time at which the call ends with DEADLINE_EXCEEDED; null means never.</summary>
    public DateTime? Deadline { get; } = deadline;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public WriteOptions? WriteOptions { get; } = writeOptions;

    internal ContextPropagationToken? PropagationToken { get; } = propagationToken;

    internal CallCredentials? Credentials { get; } = credentials;

    public CallOptions WithHeaders(Metadata headers) =>
        new(headers, Deadline, CancellationToken, WriteOptions, PropagationToken, Credentials);

    public CallOptions WithDeadline(DateTime deadline) =>
        new(Headers, deadline, CancellationToken, WriteOptions, PropagationToken, Credentials);

    public CallOptions WithCancellationToken(CancellationToken cancellationToken) =>
        new(Headers, Deadline, cancellationToken, WriteOptions, PropagationToken, Credentials);

    public CallOptions WithWriteOptions(WriteOptions writeOptions) =>
        new(Headers, Deadline, CancellationToken, writeOptions, PropagationToken, Credentials);
}

/// <summary>Stands in the constructor of <see cref="CallOptions"/>; nobody can make one here.</summary>
public abstract class ContextPropagationToken
{
    private protected ContextPropagationToken()
    {
    }
}

/// <summary>Stands in the constructor of <see cref="CallOptions"/>; nobody can make one here.</summary>
public abstract class CallCredentials
{
    private protected CallCredentials()
    {
    }
}
