using Google.Protobuf;
using Grpc.Core;
using Loyalty.Runtime.Tests.Contract;

namespace Loyalty.Runtime.Tests;

/// <summary>Does what each request's <c>act</c> says.</summary>
public sealed class ContractService : Contract.ContractService.ContractServiceBase, IDisposable
{
    private readonly CallProbe _probe;

    public ContractService(CallProbe probe)
    {
        _probe = probe;
        probe.NoteMade();
    }

    public override async Task<ContractResponse> Unary(ContractRequest request, ServerCallContext context)
    {
        await ActAsync(request, context);
        return Answer(request, context);
    }

    public override async Task<ContractResponse> Collect(
        IAsyncStreamReader<ContractRequest> requestStream, ServerCallContext context)
    {
        var texts = new List<string>();
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            await ActAsync(requestStream.Current, context);
            texts.Add(requestStream.Current.Text);
        }

        return new ContractResponse { Text = string.Join(',', texts) };
    }

    public override async Task Expand(
        ContractRequest request, IServerStreamWriter<ContractResponse> responseStream, ServerCallContext context)
    {
        _probe.NoteEntered();
        try
        {
            if (request.Act == "nocompress")
                responseStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
            for (var i = 0; request.Count < 0 || i < request.Count; i++)
            {
                var response = new ContractResponse { Text = $"{request.Text}{i}", Payload = request.Payload };
                await responseStream.WriteAsync(response);
                if (request.Count < 0)
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, context.CancellationToken);
            }

            await ActAsync(request, context);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            _probe.NoteCanceled();
            throw;
        }

        if (request.Act == "late")
            _probe.NoteLateWrite(await Record.ExceptionAsync(() => responseStream.WriteAsync(new ContractResponse())));
    }

    public override async Task Chat(
        IAsyncStreamReader<ContractRequest> requestStream,
        IServerStreamWriter<ContractResponse> responseStream,
        ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await ActAsync(request, context);
            if (request.Act == "finish")
                return;
            await responseStream.WriteAsync(Answer(request, context));
        }
    }

    public void Dispose() => _probe.NoteReleased();

    private static ContractResponse Answer(ContractRequest request, ServerCallContext context) => new()
    {
        Text = request.Act switch
        {
            "state" => (string)context.UserState["state"],
            "http" => $"{context.GetHttpContext().Request.Protocol} {context.Method} {context.Host}",
            _ => request.Text,
        },
        Payload = request.Act == "inflate" ? ByteString.CopyFrom(new byte[request.Count]) : request.Payload,
        Peer = context.Peer,
    };

    private async Task ActAsync(ContractRequest request, ServerCallContext context)
    {
        _probe.NoteEntered();
        switch (request.Act)
        {
            case "metadata":
                await EchoMetadataAsync(context);
                break;
            case "refuse":
                throw new RpcException(
                    new Status(StatusCode.FailedPrecondition, "no: 100 % 否"),
                    new Metadata { { "reason", "TOO_LATE" }, { "grpc-status-details-bin", [8, 9, 0, 255] } });
            case "details":
                throw new RpcException(
                    new Status(StatusCode.FailedPrecondition, "no: 100 % 否"),
                    new Metadata { { "grpc-status-details-bin", Details() } });
            case "status":
                context.ResponseTrailers.Add("reason", "BY_STATUS");
                context.Status = new Status(StatusCode.NotFound, "set, not thrown");
                break;
            case "crash":
                throw new InvalidOperationException("a secret of the server");
            case "wait":
                await WaitAsync(context.CancellationToken);
                break;
            case "hang" or "late":
                await _probe.Held;
                break;
            case "deadline":
                _probe.Notes.Enqueue(context.Deadline.ToString("O"));
                break;
        }
    }

    /// <summary>A google.rpc.Status with an ErrorInfo, written by hand: the suite carries no google protos.</summary>
    private static byte[] Details()
    {
        byte[] info = [0x0a, 8, .. "TOO_LATE"u8, 0x12, 7, .. "loyalty"u8];
        var type = "type.googleapis.com/google.rpc.ErrorInfo"u8;
        byte[] any = [0x0a, (byte)type.Length, .. type, 0x12, (byte)info.Length, .. info];
        return [0x08, 9, 0x12, 2, .. "no"u8, 0x1a, (byte)any.Length, .. any];
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _probe.NoteCanceled();
            throw;
        }
    }

    private static Task EchoMetadataAsync(ServerCallContext context)
    {
        context.ResponseTrailers.Add("echo-trailer", context.RequestHeaders.GetValue("ask")!);
        context.ResponseTrailers.Add("echo-trailer-bin", context.RequestHeaders.GetValueBytes("ask-bin")!);
        var keys = context.RequestHeaders.Select(entry => entry.Key).Order(StringComparer.Ordinal);
        return context.WriteResponseHeadersAsync(new Metadata
        {
            { "echo", context.RequestHeaders.GetValue("ask")! },
            { "echo-bin", context.RequestHeaders.GetValueBytes("ask-bin")! },
            { "seen", string.Join(',', keys) },
        });
    }
}
