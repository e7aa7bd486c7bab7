using System.Threading.Channels;
using Grpc.Core;
using Loyalty.Application;
using Loyalty.Application.Tills;
using Loyalty.Domain;
using Loyalty.Grains.Cards;
using Loyalty.Server.Errors;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Points
{
    /// <summary>Receipts of one stream in progress at once; the next is read when one of them is answered.</summary>
    private const int MaxUploadsInProgress = 256;

    private static readonly WriteOptions s_followed = new(WriteFlags.BufferHint);

    /// <summary>
    /// A batch of receipts: (1) each is started as it is read, as long as there is a place; (2) each is answered by
    /// itself as it commits; (3) the stream ends when the last is answered. A stop reads no further, answers what was
    /// read and ends the stream with OUTCOME_UNKNOWN: a till that never hangs up must not hold the whole drain, after
    /// which the silo would have no time left to hand over its cards.
    /// </summary>
    public override async Task UploadReceipts(
        IAsyncStreamReader<UploadReceiptsRequest> requestStream,
        IServerStreamWriter<UploadReceiptsResponse> responseStream,
        ServerCallContext context)
    {
        var caller = callers.Read(context);
        var cancelled = context.CancellationToken;
        var answers = Channel.CreateUnbounded<UploadReceiptsResponse>(
            new UnboundedChannelOptions { SingleReader = true }); // it holds what has a place
        using var places = new SemaphoreSlim(MaxUploadsInProgress);
        using var readable = CancellationTokenSource.CreateLinkedTokenSource(cancelled, lifetime.ApplicationStopping);
        var checkpoint = sessions.Follow(caller);
        var reading = StartAllAsync(
            requestStream, caller, checkpoint, answers.Writer, places, readable.Token, cancelled);
        try
        {
            while (await answers.Reader.WaitToReadAsync(cancelled))
                await WriteAllAsync(answers.Reader, responseStream, cancelled);
        }
        finally
        {
            // No receipt outlives its call.
            await reading;
            await checkpoint.EndAsync();
        }
    }

    /// <summary>Writes what is there; what is followed by another leaves together with it.</summary>
    private static async Task WriteAllAsync(
        ChannelReader<UploadReceiptsResponse> answers,
        IServerStreamWriter<UploadReceiptsResponse> responseStream,
        CancellationToken cancelled)
    {
        while (answers.TryRead(out var answer))
        {
            var isFollowed = answers.TryPeek(out _);
            responseStream.WriteOptions = isFollowed ? s_followed : null;
            await responseStream.WriteAsync(answer, isFollowed ? CancellationToken.None : cancelled);
        }
    }

    private async Task StartAllAsync(
        IAsyncStreamReader<UploadReceiptsRequest> requests,
        Caller caller,
        UploadCheckpoint checkpoint,
        ChannelWriter<UploadReceiptsResponse> answers,
        SemaphoreSlim places,
        CancellationToken readable,
        CancellationToken cancelled)
    {
        Exception? failure = null;
        try
        {
            while (await requests.MoveNext(readable))
            {
                await places.WaitAsync(readable);
                _ = AnswerAsync(requests.Current, caller, checkpoint, answers, places);
            }
        }
        catch (OperationCanceledException) when (!cancelled.IsCancellationRequested)
        {
            failure = new RefusedException(new Refused(Refusal.OutcomeUnknown));
        }
        catch (Exception e)
        {
            // A broken message or connection; it reaches the caller through the writing half.
            failure = e;
        }

        for (var place = 0; place < MaxUploadsInProgress; place++) await places.WaitAsync(CancellationToken.None);
        answers.TryComplete(failure);
    }

    private async Task AnswerAsync(
        UploadReceiptsRequest request,
        Caller caller,
        UploadCheckpoint checkpoint,
        ChannelWriter<UploadReceiptsResponse> answers,
        SemaphoreSlim places)
    {
        try
        {
            var answer = checkpoint.Check(request.Sequence, request.OldestSequence) is { } refused
                ? CardAnswer.Of(refused)
                : await AccrueAsync(request.CardNumber, request.Receipt, caller);
            metrics.Count(answer);
            var response = new UploadReceiptsResponse { Item = request.Item };
            if (answer.Refused is null) response.Accrued = EntryMapping.ToAccrual(answer.Entry!, answer.Replayed);
            else response.Refused = GrpcErrors.ToStatus(answer.Refused);
            answers.TryWrite(response);
            checkpoint.Note(request.Sequence, request.OldestSequence, answer.Refused);
        }
        catch (Exception e)
        {
            // Nobody foresaw it: the stream ends with it.
            answers.TryComplete(e);
        }
        finally
        {
            places.Release();
        }
    }
}
