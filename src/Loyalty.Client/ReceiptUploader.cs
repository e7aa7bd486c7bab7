using System.Threading.Channels;
using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Client;

/// <summary>
/// Uploads receipts over one stream at a time, many in flight, and answers each once, in any order. A stream that
/// breaks is opened anew and what is unanswered sent again; a receipt refused for the moment is sent again by itself.
/// Receipts in flight together are decided in any order, also those of one card. One run each.
/// </summary>
/// <param name="client">Whose servers, caller and retry policy apply; the policy's total time counts from the last
/// sign of progress.</param>
/// <param name="inFlight">The most receipts unanswered at once.</param>
/// <param name="firstSequence">The first receipt's place in the till's queue; those after it have the next ones, and
/// those before it need no answer any more. 0 if the caller is no till, or keeps no session.</param>
public sealed class ReceiptUploader(LoyaltyClient client, int inFlight, long firstSequence = 0)
{
    private readonly TimeProvider _time = client.Options.Time;
    private readonly UploadWindow _window = new(client.Options.Time, inFlight, firstSequence);

    /// <summary>Uploads until the source ends and all is answered.</summary>
    /// <param name="receipts">The source; only as many are taken as may be in flight.</param>
    /// <param name="answered">Called for each receipt, one call at a time.</param>
    /// <param name="cancellation">Ends the run; what was in flight may have been accrued.</param>
    /// <exception cref="RefusedException">The stream can't be had, or a receipt not be settled, in time.</exception>
    /// <exception cref="MisreadException">An answer says something else than was sent.</exception>
    public async Task RunAsync(
        ChannelReader<AccruePointsRequest> receipts, Action<ReceiptAnswer> answered, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var feeding = _window.FeedAsync(receipts, stop.Token);
        try
        {
            await KeepOpenAsync(answered, stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await feeding;
        }
    }

    private async Task KeepOpenAsync(Action<ReceiptAnswer> answered, CancellationToken stop)
    {
        for (var (attempts, lostAt, seen) = (0, 0L, -1L); ;)
        {
            var refusal = await StreamAsync(answered, stop);
            if (_window.IsDone) return;
            if (seen != _window.Answers) (attempts, lostAt, seen) = (0, _time.GetTimestamp(), _window.Answers);
            await BackOffAsync(refusal, ++attempts, lostAt, stop);
        }
    }

    /// <summary>Runs one stream to its end, and says how it ended.</summary>
    private async Task<Refusal> StreamAsync(Action<ReceiptAnswer> answered, CancellationToken stop)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var call = client.OpenUpload(life.Token);
        _window.QueueUnanswered();
        await using var watch = Watch(life);
        var writing = WriteAsync(call.RequestStream, life);
        try
        {
            while (await call.ResponseStream.MoveNext(life.Token)) Take(call.ResponseStream.Current, answered, stop);
            return Refusal.Of(StatusCode.Unavailable, "UNAVAILABLE", "The server ended the stream.");
        }
        catch (RpcException e)
        {
            return Refusal.From(e);
        }
        finally
        {
            await life.CancelAsync();
            await writing;
            stop.ThrowIfCancellationRequested();
        }
    }

    private async Task WriteAsync(IClientStreamWriter<UploadReceiptsRequest> stream, CancellationTokenSource life)
    {
        try
        {
            while (await _window.Outbox.WaitToReadAsync(life.Token))
            {
                while (_window.Outbox.TryRead(out var next)) await stream.WriteAsync(next.Message, life.Token);
            }

            await stream.CompleteAsync();
        }
        catch (Exception e) when (
            e is RpcException or OperationCanceledException or InvalidOperationException or IOException)
        {
            // The stream is over; its reading end says why.
        }
        catch
        {
            // The source failed: nothing will come to be answered.
            await life.CancelAsync();
            throw;
        }
    }

    private void Take(UploadReceiptsResponse response, Action<ReceiptAnswer> answered, CancellationToken stop)
    {
        if (_window.Find(response.Item) is not { } pending) return; // answered on the stream before
        var refusal = response.OutcomeCase == UploadReceiptsResponse.OutcomeOneofCase.Refused
            ? Refusal.From(response.Refused)
            : null;
        if (refusal is { IsTransient: true })
        {
            _ = SendLaterAsync(pending, refusal, stop);
            return;
        }

        if (response.Accrued is { } accrued) ReceiptEcho.Check(pending.Request, accrued);
        answered(new ReceiptAnswer(pending.Request, response.Accrued, refusal));
        _window.Remove(response.Item);
    }

    private async Task SendLaterAsync(PendingReceipt pending, Refusal refusal, CancellationToken stop)
    {
        try
        {
            _window.Keep(pending);
            await BackOffAsync(refusal, pending.Attempts, pending.RefusedAt, stop);
            _window.Release(pending);
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
        catch (RefusedException e)
        {
            _window.Fail(e);
        }
    }

    private Task BackOffAsync(Refusal refusal, int attempts, long since, CancellationToken stop)
    {
        var backoff = refusal.IsTransient
            ? client.Options.Retry.BackoffAfter(attempts, _time.GetElapsedTime(since), client.Options.Random())
            : null;
        return backoff is { } delay
            ? Task.Delay(delay, _time, stop)
            : throw new RefusedException(refusal, attempts);
    }

    /// <summary>A connection can die without a word: one that stays silent while answers are due is given up.</summary>
    private ITimer Watch(CancellationTokenSource life)
    {
        var silence = client.Options.StreamSilence;
        _window.Sign();
        return _time.CreateTimer(
            _ =>
            {
                if (_window.Silence > silence) life.Cancel();
            },
            null, silence / 4, silence / 4);
    }
}
