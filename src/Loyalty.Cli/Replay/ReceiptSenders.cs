using System.Threading.Channels;
using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Replay;

/// <summary>Sends receipts until their source ends, with a bounded number in flight.</summary>
internal interface IReceiptSender
{
    /// <exception cref="RefusedException">A receipt could not be settled; others in flight are open too.</exception>
    Task RunAsync(
        ChannelReader<AccruePointsRequest> receipts, Action<ReceiptAnswer> answered, CancellationToken cancellation);
}

/// <summary>One call per receipt.</summary>
internal sealed class UnarySender(LoyaltyClient client, int inFlight) : IReceiptSender
{
    public async Task RunAsync(
        ChannelReader<AccruePointsRequest> receipts, Action<ReceiptAnswer> answered, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var workers = Enumerable.Range(0, inFlight)
            .Select(_ => Workers.StopOthersAsync(WorkAsync(receipts, answered, stop.Token), stop));
        await Workers.WhenAllAsync(workers, cancellation);
    }

    private async Task WorkAsync(
        ChannelReader<AccruePointsRequest> receipts, Action<ReceiptAnswer> answered, CancellationToken stop)
    {
        while (await receipts.WaitToReadAsync(stop))
        {
            while (receipts.TryRead(out var request)) answered(await AccrueAsync(request, stop));
        }
    }

    private async Task<ReceiptAnswer> AccrueAsync(AccruePointsRequest request, CancellationToken stop)
    {
        try
        {
            return new ReceiptAnswer(request, await client.Points.AccruePointsAsync(
                request, cancellationToken: stop), null);
        }
        catch (RefusedException e) when (e.Refusal is { IsTransient: false, IsFromEngine: true })
        {
            return new ReceiptAnswer(request, null, e.Refusal);
        }
    }
}

/// <summary>Several upload streams, each with its share of what is in flight.</summary>
internal sealed class StreamSender(LoyaltyClient client, int streams, int inFlight) : IReceiptSender
{
    public async Task RunAsync(
        ChannelReader<AccruePointsRequest> receipts, Action<ReceiptAnswer> answered, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var share = Math.Max(1, inFlight / streams);
        var uploads = Enumerable.Range(0, streams).Select(_ => Workers.StopOthersAsync(
            new ReceiptUploader(client, share).RunAsync(receipts, answered, stop.Token), stop));
        await Workers.WhenAllAsync(uploads, cancellation);
    }
}
