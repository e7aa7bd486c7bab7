using Loyalty.Domain;
using Loyalty.Grains.Cards;
using Loyalty.Grains.Tills;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

/// <summary>
/// What one upload settles of its till's session. It is told to the session's grain now and then and at the end, beside
/// the answers and never before them; what can't be told is dropped, and the till sends it again one day.
/// </summary>
/// <param name="session">The till's session; null if the caller is no till.</param>
/// <param name="time">Bounds how long the end waits.</param>
/// <param name="logger">Told of what was lost.</param>
public sealed partial class UploadCheckpoint(
    ITillSessionGrain? session, TimeProvider time, ILogger<UploadCheckpoint> logger)
{
    /// <summary>Answers from one telling to the next.</summary>
    private const int Interval = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private List<SequenceRange> settled = [];
    private long oldest;
    private Task telling = Task.CompletedTask;

    /// <summary>Says why a receipt can't be part of a session.</summary>
    public Refused? Check(UploadReceiptsRequest request)
    {
        if (request is { Sequence: 0, OldestSequence: 0 }) return null;
        if (request.Sequence is < 1 or > SequenceRange.Largest)
            return new Refused(Refusal.FieldMalformed, "sequence");
        if (request.OldestSequence < 0 || request.OldestSequence > request.Sequence)
            return new Refused(Refusal.FieldMalformed, "oldest_sequence");
        return session is null
            ? new Refused(Refusal.FieldMalformed, "sequence").With("expected", "a till's upload")
            : null;
    }

    /// <summary>Notes that a receipt was answered, if <see cref="Check"/> lets it be part of a session.</summary>
    public void Note(UploadReceiptsRequest request, CardAnswer answer)
    {
        if (request.Sequence == 0 || IsOfMoment(answer.Refused)) return;
        if (Check(request) is not null) return;
        lock (gate)
        {
            settled.Add(new SequenceRange(request.Sequence, request.Sequence));
            oldest = Math.Max(oldest, request.OldestSequence);
            if (settled.Count >= Interval && telling.IsCompleted) telling = TellAsync();
        }
    }

    private static bool IsOfMoment(Refused? refused) =>
        refused is not null && RefusalNatures.Of(refused.Reason) == RefusalNature.OfMoment;

    /// <summary>Tells what is left. No answer waits for it, only the stream's end, and that not for long.</summary>
    public async Task EndAsync()
    {
        try
        {
            await FinishAsync().WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            // It goes on by itself.
        }
    }

    private async Task FinishAsync()
    {
        Task last;
        lock (gate) last = telling;
        await last;
        lock (gate) last = settled.Count > 0 ? TellAsync() : Task.CompletedTask;
        await last;
    }

    /// <summary>Called with the gate closed, and opens it at its first await.</summary>
    private async Task TellAsync()
    {
        var told = settled;
        settled = [];
        try
        {
            await session!.SettleAsync(SequenceRange.Join(told), oldest);
        }
#pragma warning disable CA1031 // whatever it is, the receipts are answered, and the session may lag
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.NotTold(logger, told.Count, exception);
            lock (gate) settled.AddRange(SequenceRange.Join(told));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A till's session doesn't know of {Answers} answers")]
        public static partial void NotTold(ILogger logger, int answers, Exception exception);
    }
}
