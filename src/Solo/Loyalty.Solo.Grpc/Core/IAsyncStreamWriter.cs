namespace Grpc.Core;

/// <summary>Writes a stream of messages, one at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>For this message and the later ones; null takes those of the call.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Sends a message; it is on its way, not yet read, when the task ends. One write at a time.</summary>
    Task WriteAsync(T message);

    /// <summary>The same; cancelling it cancels the call.</summary>
    Task WriteAsync(T message, CancellationToken cancellationToken);
}

public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;

public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Ends the stream of requests.</summary>
    Task CompleteAsync();
}
