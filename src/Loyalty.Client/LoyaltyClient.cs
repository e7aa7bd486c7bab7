using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Client;
using Loyalty.V1;

namespace Loyalty.Client;

/// <summary>
/// The engine, as a till or a partner sees it. Safe to use from many threads; one is enough. Every call says who calls,
/// has a deadline and is retried by <see cref="ClientOptions.Retry"/>; the rest is a <see cref="RefusedException"/>.
/// Calls in flight together are decided in any order, also those of one card: who needs an order awaits each answer.
/// </summary>
public sealed partial class LoyaltyClient : IDisposable
{
    private readonly List<GrpcChannel> _channels = [];
    private readonly Metadata _caller;
    private readonly CardsService.CardsServiceClient _cards;
    private readonly PointsService.PointsServiceClient _points;
    private readonly MembersService.MembersServiceClient _members;
    private readonly TillsService.TillsServiceClient _tills;
    private readonly ProgramService.ProgramServiceClient _program;
    private readonly AuditService.AuditServiceClient _audit;
    private readonly ImportService.ImportServiceClient _import;
    private readonly Retrier _retrier;

    public LoyaltyClient(ClientOptions options)
    {
        Options = options;
        _caller = options.Caller.ToMetadata();
        _retrier = new Retrier(options.Retry, options.Time, options.Random);
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
        var invoker = invokers.Count == 1 ? invokers[0] : new SpreadInvoker(invokers, options.Random);
        _cards = new CardsService.CardsServiceClient(invoker);
        _points = new PointsService.PointsServiceClient(invoker);
        _members = new MembersService.MembersServiceClient(invoker);
        _tills = new TillsService.TillsServiceClient(invoker);
        _program = new ProgramService.ProgramServiceClient(invoker);
        _audit = new AuditService.AuditServiceClient(invoker);
        _import = new ImportService.ImportServiceClient(invoker);
    }

    public ClientOptions Options { get; }

    public Task<IssueCardResponse> IssueCardAsync(IssueCardRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.IssueCardAsync(r, o), request, cancellation);

    public Task<ReportLostCardResponse> ReportLostCardAsync(
        ReportLostCardRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.ReportLostCardAsync(r, o), request, cancellation);

    public Task<ClearLostCardResponse> ClearLostCardAsync(
        ClearLostCardRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.ClearLostCardAsync(r, o), request, cancellation);

    public Task<ReplaceCardResponse> ReplaceCardAsync(ReplaceCardRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.ReplaceCardAsync(r, o), request, cancellation);

    public Task<RenewCardResponse> RenewCardAsync(RenewCardRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.RenewCardAsync(r, o), request, cancellation);

    public Task<SuspendCardResponse> SuspendCardAsync(SuspendCardRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.SuspendCardAsync(r, o), request, cancellation);

    public Task<ResumeCardResponse> ResumeCardAsync(ResumeCardRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.ResumeCardAsync(r, o), request, cancellation);

    public Task<CancelCardResponse> CancelCardAsync(CancelCardRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.CancelCardAsync(r, o), request, cancellation);

    public Task<LinkMemberResponse> LinkMemberAsync(LinkMemberRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.LinkMemberAsync(r, o), request, cancellation);

    public Task<UnlinkMemberResponse> UnlinkMemberAsync(UnlinkMemberRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.UnlinkMemberAsync(r, o), request, cancellation);

    public Task<TransferPointsResponse> TransferPointsAsync(
        TransferPointsRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.TransferPointsAsync(r, o), request, cancellation);

    public Task<RegisterStockRangeResponse> RegisterStockRangeAsync(
        RegisterStockRangeRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.RegisterStockRangeAsync(r, o), request, cancellation);

    public Task<GetCardResponse> GetCardAsync(GetCardRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.GetCardAsync(r, o), request, cancellation);

    public Task<FindCardsResponse> FindCardsAsync(FindCardsRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.FindCardsAsync(r, o), request, cancellation);

    public Task<ListLedgerEntriesResponse> ListLedgerEntriesAsync(
        ListLedgerEntriesRequest request, CancellationToken cancellation) =>
        CallAsync(_cards, static (c, r, o) => c.ListLedgerEntriesAsync(r, o), request, cancellation);

    public Task<QuoteAccrualResponse> QuoteAccrualAsync(QuoteAccrualRequest request, CancellationToken cancellation) =>
        CallAsync(_points, static (c, r, o) => c.QuoteAccrualAsync(r, o), request, cancellation);

    public Task<AccruePointsResponse> AccruePointsAsync(AccruePointsRequest request, CancellationToken cancellation) =>
        CallAsync(_points, static (c, r, o) => c.AccruePointsAsync(r, o), request, cancellation);

    public Task<GetTillSessionResponse> GetTillSessionAsync(CancellationToken cancellation) =>
        CallAsync(_tills, static (c, r, o) => c.GetTillSessionAsync(r, o), new GetTillSessionRequest(), cancellation);

    public Task<GetProgramResponse> GetProgramAsync(CancellationToken cancellation) =>
        CallAsync(_program, static (c, r, o) => c.GetProgramAsync(r, o), new GetProgramRequest(), cancellation);

    /// <summary>Yields findings as they come, and the summary last. Not retried; begin anew by hand.</summary>
    /// <exception cref="RefusedException">Also where the stream ends without a summary (AUDIT_UNFINISHED).</exception>
    public async IAsyncEnumerable<AuditLedgerResponse> AuditLedgerAsync(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var call = _audit.AuditLedger(new AuditLedgerRequest(), new CallOptions(_caller, null, cancellation));
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
        CancellationToken cancellation) => _points.UploadReceipts(new CallOptions(_caller, null, cancellation));

    private Task<TResponse> CallAsync<TClient, TRequest, TResponse>(
        TClient client,
        Func<TClient, TRequest, CallOptions, AsyncUnaryCall<TResponse>> call,
        TRequest request,
        CancellationToken cancellation) =>
        _retrier.RunAsync(
            static s =>
            {
                var deadline = s.Self.Options.Time.GetUtcNow().UtcDateTime + s.Self.Options.CallTimeout;
                return s.call(s.client, s.request, new CallOptions(s.Self._caller, deadline, s.cancellation))
                    .ResponseAsync;
            },
            (Self: this, client, call, request, cancellation),
            cancellation);
}
