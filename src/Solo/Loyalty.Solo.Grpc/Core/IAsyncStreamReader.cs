namespace Grpc.Core;

/// <summary>Reads a stream of messages, one at a time.</summary>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last <see cref="MoveNext"/> brought.</summary>
    T Current { get; }

    /// <summary>
    /// Brings the next message; false at the end. One read at a time. Cancelling it cancels the call.
    /// </summary>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
