using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>The stream of responses of a call.</summary>
internal sealed class ResponseStream<TRequest, TResponse>(
    ClientCall<TRequest, TResponse> call, Task<HttpResponseMessage> sending) : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private readonly Lock _gate = new();
    private Task<bool> _read = Task.FromResult(true);
    private ResponseReader? _reader;

    public TResponse Current { get; private set; } = null!;

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_read.IsCompleted)
                return Task.FromException<bool>(new InvalidOperationException("The previous read still runs."));
            return _read = ReadAsync(cancellationToken);
        }
    }

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        Current = null!;
        if (call.End is { } end)
            return end.StatusCode == StatusCode.OK ? false : throw call.Failure(end);
        using var registration = cancellationToken.UnsafeRegister(
            static call => ((ClientCall<TRequest, TResponse>)call!).Cancel(), call);
        try
        {
            var response = await sending.ConfigureAwait(false);
            _reader ??= await ResponseReader.OpenAsync(response, call.Channel, call.Stopped).ConfigureAwait(false);
            var deserializer = call.Method.ResponseMarshaller.ContextualDeserializer;
            var message = await _reader.ReadAsync(deserializer, call.Stopped).ConfigureAwait(false);
            if (message is not null)
            {
                Current = message;
                return true;
            }

            var status = call.TryEnd(ResponseHead.StatusOf(response));
            return status.StatusCode == StatusCode.OK ? false : throw call.Failure(status);
        }
        catch (Exception e) when (call.End is not { StatusCode: StatusCode.OK })
        {
            _reader?.Dispose();
            throw call.Failure(call.TryEnd(ClientFailure.ToStatus(e, call.Options.Deadline), stop: true));
        }
    }
}
