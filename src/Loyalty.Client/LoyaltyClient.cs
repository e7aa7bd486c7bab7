using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Client;
using Loyalty.V1;

namespace Loyalty.Client;

/// <summary>
/// The engine, as a till or a partner sees it: the generated clients of its services, and its streams. Safe to use from
/// many threads; one is enough. Every call says who calls. A unary call has a deadline and is retried by
/// <see cref="ClientOptions.Retry"/>, whatever service it is of; the rest is a <see cref="RefusedException"/>, and an
/// answer that says something else than was sent a <see cref="MisreadException"/>. Calls in flight together are decided
/// in any order, also those of one card: whoever needs an order awaits each answer.
/// </summary>
public sealed partial class LoyaltyClient : IDisposable
{
    private readonly List<GrpcChannel> _channels = [];
    private readonly AuditService.AuditServiceClient _audit;

    public LoyaltyClient(ClientOptions options)
    {
        Options = options;
        foreach (var server in options.Servers)
        {
            _channels.Add(GrpcChannel.ForAddress(server, new GrpcChannelOptions
            {
                HttpHandler = options.Connect(),
                DisposeHttpClient = true,
                MaxReceiveMessageSize = options.MaxReceiveBytes,
            }));
        }

        var invokers = _channels.ConvertAll(c => c.CreateCallInvoker());
        var invoker = new EngineInvoker(new SpreadInvoker(invokers, options.Random), options);
        Cards = new CardsService.CardsServiceClient(invoker);
        Points = new PointsService.PointsServiceClient(invoker);
        Members = new MembersService.MembersServiceClient(invoker);
        Imports = new ImportService.ImportServiceClient(invoker);
        Tills = new TillsService.TillsServiceClient(invoker);
        Program = new ProgramService.ProgramServiceClient(invoker);
        _audit = new AuditService.AuditServiceClient(invoker);
    }

    public ClientOptions Options { get; }

    public CardsService.CardsServiceClient Cards { get; }

    /// <summary>Points, one call at a time; many receipts go by <see cref="ReceiptUploader"/>.</summary>
    public PointsService.PointsServiceClient Points { get; }

    public MembersService.MembersServiceClient Members { get; }

    /// <summary>The import's calls; an export is <see cref="ExportCardsAsync"/>.</summary>
    public ImportService.ImportServiceClient Imports { get; }

    public TillsService.TillsServiceClient Tills { get; }

    public ProgramService.ProgramServiceClient Program { get; }

    /// <summary>Yields findings as they come, and the summary last. Not retried; begin anew by hand.</summary>
    /// <exception cref="RefusedException">Also where the stream ends without a summary (AUDIT_UNFINISHED).</exception>
    public async IAsyncEnumerable<AuditLedgerResponse> AuditLedgerAsync(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var call = _audit.AuditLedger(new AuditLedgerRequest(), cancellationToken: cancellation);
        var last = AuditLedgerResponse.ResultOneofCase.None;
        while (await Retrier.RefusingAsync(() => call.ResponseStream.MoveNext(cancellation), cancellation))
        {
            last = call.ResponseStream.Current.ResultCase;
            yield return call.ResponseStream.Current;
        }

        if (last == AuditLedgerResponse.ResultOneofCase.Summary) yield break;
        throw new RefusedException(
            Refusal.Of(StatusCode.DataLoss, "AUDIT_UNFINISHED", "The audit ended without a summary."), attempts: 1);
    }

    public void Dispose() => _channels.ForEach(c => c.Dispose());

    /// <summary>Opens a stream without a deadline, for the uploader, which knows how to repeat.</summary>
    internal AsyncDuplexStreamingCall<UploadReceiptsRequest, UploadReceiptsResponse> OpenUpload(
        CancellationToken cancellation) => Points.UploadReceipts(cancellationToken: cancellation);
}
