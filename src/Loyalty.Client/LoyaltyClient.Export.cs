using System.Runtime.CompilerServices;
using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Client;

public sealed partial class LoyaltyClient
{
    /// <summary>Yields cards and members as they come, and the summary last. Not retried; begin anew by hand.</summary>
    /// <exception cref="RefusedException">Also where the stream ends without a summary (EXPORT_UNFINISHED).</exception>
    public async IAsyncEnumerable<ExportCardsResponse> ExportCardsAsync(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var call = Imports.ExportCards(new ExportCardsRequest(), cancellationToken: cancellation);
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
