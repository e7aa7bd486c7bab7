using Grpc.Core;

namespace Loyalty.Server.Errors;

/// <summary>
/// A stream of answers to a client who may hang up at any time. The gRPC server takes an answer that comes too late for
/// a mistake of its writer and throws <see cref="InvalidOperationException"/>; here it is what it is: a cancelled call.
/// </summary>
/// <param name="answers">The stream.</param>
/// <param name="ended">Fires when the client has gone.</param>
internal sealed class AnswerStream<T>(IServerStreamWriter<T> answers, CancellationToken ended) : IServerStreamWriter<T>
{
    public WriteOptions? WriteOptions
    {
        get => answers.WriteOptions;
        set => answers.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        try
        {
            await answers.WriteAsync(message, cancellationToken);
        }
        catch (InvalidOperationException) when (ended.IsCancellationRequested)
        {
            throw new OperationCanceledException(ended);
        }
    }
}
