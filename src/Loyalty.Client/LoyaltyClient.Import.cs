using System.Runtime.CompilerServices;
using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Client;

public sealed partial class LoyaltyClient
{
    public Task<ImportCardResponse> ImportCardAsync(ImportCardRequest request, CancellationToken cancellation) =>
        CallAsync(_import, static (c, r, o) => c.ImportCardAsync(r, o), request, cancellation);

    public Task<CheckImportResponse> CheckImportAsync(CheckImportRequest request, CancellationToken cancellation) =>
        CallAsync(_import, static (c, r, o) => c.CheckImportAsync(r, o), request, cancellation);

    /// <summary>Yields cards and members as they come, and the summary last. Not retried; begin anew by hand.</summary>
    /// <exception cref="RefusedException">Also where the stream ends without a summary (EXPORT_UNFINISHED).</exception>
    public async IAsyncEnumerable<ExportCardsResponse> ExportCardsAsync(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var call = _import.ExportCards(new ExportCardsRequest(), new CallOptions(_caller, null, cancellation));
        var isWhole = false;
        while (await Retrier.RefusingAsync(() => call.ResponseStream.MoveNext(cancellation), cancellation))
        {
            isWhole = call.ResponseStream.Current.Summary is not null;
            yield return call.ResponseStream.Current;
        }

        if (isWhole) yield break;
        throw new RefusedException(
            Refusal.Of(StatusCode.DataLoss, "EXPORT_UNFINISHED", "The export ended without a summary."), attempts: 1);
    }
}
