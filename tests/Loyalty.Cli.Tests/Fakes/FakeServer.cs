using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Fakes;

/// <summary>Speaks gRPC over HTTP/2's messages with a client in the same process, in front of a fake engine.</summary>
internal sealed class FakeServer(FakeEngine engine) : HttpMessageHandler
{
    private int streams;

    /// <summary>Of each stream, in order, after how many answers it breaks; further streams live on.</summary>
    public IReadOnlyList<int> StreamsBreakAfter { get; init; } = [];

    public int Streams => streams;

    /// <summary>The headers of the last call.</summary>
    public HttpRequestHeaders? Headers { get; private set; }

    /// <summary>The cards' service, which keeps what it was asked.</summary>
    public FakeCards Cards { get; } = new();

    public IssueCardRequest? LastIssue { get; private set; }

    public GetCardRequest? LastGet { get; private set; }

    public FakeMembers Members { get; init; } = new();

    /// <summary>Takes imports, and then the members as well; null for none.</summary>
    public FakeImport? Import { get; init; }

    public Func<AuditLedgerResponse[]> Audit { get; init; } = static () => [];

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Headers = request.Headers;
        var method = request.RequestUri!.Segments[^1];
        if (method == "UploadReceipts") return Upload(request.Content!, cancellationToken);
        var message = (await request.Content!.ReadAsByteArrayAsync(cancellationToken)).AsSpan(5).ToArray();
        try
        {
            IEnumerable<IMessage> answers = method switch
            {
                "GetProgram" => [engine.Program],
                "IssueCard" => [engine.Issue(LastIssue = IssueCardRequest.Parser.ParseFrom(message))],
                "GetCard" => [engine.Get(LastGet = GetCardRequest.Parser.ParseFrom(message))],
                "AccruePoints" => [Accrue(AccruePointsRequest.Parser.ParseFrom(message))],
                "AuditLedger" => Audit(),
                _ when Import?.Answer(method, message) is { } imported => imported,
                _ when Cards.Answer(method, message) is { } answer => [answer],
                _ when Members.Answer(method, message) is { } answer => [answer],
                _ => throw new RpcException(new Status(StatusCode.Unimplemented, method)),
            };
            var response = Respond(new ByteArrayContent([.. answers.SelectMany(Frame)]));
            response.TrailingHeaders.Add("grpc-status", "0");
            return response;
        }
        catch (RpcException e)
        {
            var response = Respond(new ByteArrayContent([]));
            response.TrailingHeaders.Add("grpc-status", $"{(int)e.StatusCode}");
            response.TrailingHeaders.Add("grpc-message", Uri.EscapeDataString(e.Status.Detail));
            if (e.Trailers.GetValueBytes("grpc-status-details-bin") is { } details)
                response.TrailingHeaders.Add("grpc-status-details-bin", Convert.ToBase64String(details));
            return response;
        }
    }

    private AccruePointsResponse Accrue(AccruePointsRequest request) =>
        engine.Accrue(request.CardNumber, request.Receipt);

    private HttpResponseMessage Upload(HttpContent content, CancellationToken cancellation)
    {
        var (requests, answers) = (new Pipe(), new Pipe());
        var response = Respond(new StreamContent(answers.Reader.AsStream()));
        _ = CopyAsync();
        _ = AnswerAsync(requests.Reader, answers.Writer, response, Interlocked.Increment(ref streams), cancellation);
        return response;

        async Task CopyAsync()
        {
            try
            {
                await content.CopyToAsync(requests.Writer.AsStream(), cancellation);
                await requests.Writer.CompleteAsync();
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
            {
                // The client let go of the stream.
            }
        }
    }

    private async Task AnswerAsync(
        PipeReader requests,
        PipeWriter answers,
        HttpResponseMessage response,
        int stream,
        CancellationToken cancellation)
    {
        try
        {
            var left = stream <= StreamsBreakAfter.Count ? StreamsBreakAfter[stream - 1] : int.MaxValue;
            while (await ReadAsync(requests, cancellation) is { } request)
            {
                if (left-- == 0) throw new IOException("The connection broke, on purpose.");
                await answers.WriteAsync(Frame(Answer(request)), cancellation);
            }

            response.TrailingHeaders.Add("grpc-status", "0");
            await answers.CompleteAsync();
        }
        catch (Exception e)
        {
            await answers.CompleteAsync(e);
        }
    }

    private UploadReceiptsResponse Answer(UploadReceiptsRequest request)
    {
        try
        {
            return new UploadReceiptsResponse
            {
                Item = request.Item,
                Accrued = engine.Accrue(request.CardNumber, request.Receipt),
            };
        }
        catch (RpcException e)
        {
            var details = e.Trailers.GetValueBytes("grpc-status-details-bin");
            return new UploadReceiptsResponse
            {
                Item = request.Item,
                Refused = Google.Rpc.Status.Parser.ParseFrom(details),
            };
        }
    }

    private static async Task<UploadReceiptsRequest?> ReadAsync(PipeReader requests, CancellationToken cancellation)
    {
        var head = await requests.ReadAtLeastAsync(5, cancellation);
        if (head.Buffer.Length < 5) return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(System.Buffers.BuffersExtensions.ToArray(head.Buffer)[1..5]);
        requests.AdvanceTo(head.Buffer.GetPosition(5));
        var body = await requests.ReadAtLeastAsync(length, cancellation);
        var message = UploadReceiptsRequest.Parser.ParseFrom(body.Buffer.Slice(0, length));
        requests.AdvanceTo(body.Buffer.GetPosition(length));
        return message;
    }

    private static HttpResponseMessage Respond(HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        return new HttpResponseMessage(HttpStatusCode.OK) { Version = HttpVersion.Version20, Content = content };
    }

    private static byte[] Frame(IMessage message)
    {
        var body = message.ToByteArray();
        var frame = new byte[5 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), body.Length);
        body.CopyTo(frame, 5);
        return frame;
    }
}
