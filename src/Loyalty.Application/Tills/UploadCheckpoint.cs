using Loyalty.Domain;
using Loyalty.Grains.Tills;
using Microsoft.Extensions.Logging;

namespace Loyalty.Application.Tills;

/// <summary>
/// Collects which receipts of an upload are answered, and settles them with the till's session now and then and at the
/// end, beside the answers and never before them. What can't be settled is dropped: the till sends it again one day.
/// </summary>
/// <param name="session">The till's session; null if the caller is no till.</param>
/// <param name="time">Bounds how long the end waits.</param>
/// <param name="logger">Notes what could not be settled.</param>
public sealed partial class UploadCheckpoint(
    ITillSessionGrain? session, TimeProvider time, ILogger<UploadCheckpoint> logger)
{
    /// <summary>Answers from one settling to the next.</summary>
    private const int Interval = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private List<SequenceRange> settled = [];
    private long oldest;
    private Task settling = Task.CompletedTask;

    /// <summary>Checks a receipt's place in the session.</summary>
    /// <param name="sequence">The place; 0 if the upload has no places.</param>
    /// <param name="oldestSequence">The first place that the till still has; 0 if it doesn't say.</param>
    /// <returns>FIELD_MALFORMED, or null.</returns>
    public Refused? Check(long sequence, long oldestSequence)
    {
        if (sequence == 0 && oldestSequence == 0) return null;
        if (sequence is < 1 or > SequenceRange.Largest) return new Refused(Refusal.FieldMalformed, "sequence");
        if (oldestSequence < 0 || oldestSequence > sequence)
            return new Refused(Refusal.FieldMalformed, "oldest_sequence");
        return session is null
            ? new Refused(Refusal.FieldMalformed, "sequence").With("expected", "a till's upload")
            : null;
    }

    /// <summary>Notes that a receipt was settled, if <see cref="Check"/> passes its place.</summary>
    /// <param name="sequence">Its place.</param>
    /// <param name="oldestSequence">The first place that the till still has.</param>
    /// <param name="refused">Why it was refused; null if it was accrued.</param>
    public void Note(long sequence, long oldestSequence, Refused? refused)
    {
        if (sequence == 0 || IsOfMoment(refused) || Check(sequence, oldestSequence) is not null) return;
        lock (gate)
        {
            settled.Add(new SequenceRange(sequence, sequence));
            oldest = Math.Max(oldest, oldestSequence);
            if (settled.Count >= Interval && settling.IsCompleted) settling = SettleAsync();
        }
    }

    private static bool IsOfMoment(Refused? refused) =>
        refused is not null && RefusalNatures.Of(refused.Reason) == RefusalNature.OfMoment;

    /// <summary>Settles what is left. No answer waits for it, only the stream's end, and that not for long.</summary>
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
        lock (gate) last = settling;
        await last;
        lock (gate) last = settled.Count > 0 ? SettleAsync() : Task.CompletedTask;
        await last;
    }

    /// <summary>Called with the gate closed, and opens it at its first await.</summary>
    private async Task SettleAsync()
    {
        var batch = settled;
        settled = [];
        try
        {
            await session!.SettleAsync(SequenceRange.Join(batch), oldest);
        }
#pragma warning disable CA1031 // whatever it is, the receipts are answered, and the session may lag
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.NotSettled(logger, batch.Count, exception);
            lock (gate) settled.AddRange(SequenceRange.Join(batch));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A till's session doesn't know of {Answers} answers")]
        public static partial void NotSettled(ILogger logger, int answers, Exception exception);
    }
}
