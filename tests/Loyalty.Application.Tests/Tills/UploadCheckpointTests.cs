using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Grains.Tills;
using Loyalty.Application.Tills;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Application.Tests.Tills;

public sealed class UploadCheckpointTests
{
    private readonly Session session = new();

    private UploadCheckpoint Progress => new(session, TimeProvider.System, NullLogger<UploadCheckpoint>.Instance);

    [Theory]
    [InlineData(Refusal.Overloaded)]
    [InlineData(Refusal.LostRace)]
    [InlineData(Refusal.LedgerUnavailable)]
    [InlineData(Refusal.OutcomeUnknown)]
    public async Task Answer_ThatMayBeAnother_DoesNotSettle(Refusal refusal)
    {
        var progress = Progress;
        Note(progress, 1, null);
        Note(progress, 2, refusal);
        Note(progress, 3, Refusal.ReceiptTooOld);
        await progress.EndAsync();
        Assert.Equal([new SequenceRange(1, 1), new SequenceRange(3, 3)], Assert.Single(session.Told));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public async Task Number_ThatNoSessionCanHave_IsNotNoted(long sequence)
    {
        var progress = Progress;
        Note(progress, sequence, Refusal.FieldMalformed);
        await progress.EndAsync();
        Assert.Empty(session.Told);
    }

    [Fact]
    public async Task Number_OfSomebodyWhoIsNoTill_IsNotNoted()
    {
        var log = new CountingLogger();
        var progress = new UploadCheckpoint(null, TimeProvider.System, log);
        Note(progress, 1, Refusal.FieldMalformed);
        await progress.EndAsync();
        Assert.Equal(0, log.Lines);
    }

    [Fact]
    public async Task Upload_WithoutNumbers_AsksNoGrain()
    {
        var progress = Progress;
        for (var i = 0; i < 1_000; i++) Note(progress, 0, null);
        await progress.EndAsync();
        Assert.Empty(session.Told);
    }

    [Fact]
    public async Task Upload_WithNumbers_TellsNowAndThenAndAtTheEnd()
    {
        var progress = Progress;
        for (var i = 1; i <= 1_000; i++) Note(progress, i, null);
        await progress.EndAsync();
        Assert.Equal(4, session.Told.Count);
        Assert.Equal(new SequenceRange(1, 1_000), Assert.Single(SequenceRange.Join(session.Told.SelectMany(t => t))));
    }

    [Fact]
    public async Task Telling_ThatFailed_IsRepeatedWithTheNext()
    {
        var progress = Progress;
        session.Next = Task.FromException(new TimeoutException());
        for (var i = 1; i <= 256; i++) Note(progress, i, null);
        session.Next = Task.CompletedTask;
        Note(progress, 257, null);
        await progress.EndAsync();
        Assert.Equal([new SequenceRange(1, 257)], session.Told[^1]);
    }

    [Fact]
    public async Task Telling_ThatHangs_HoldsTheEndForASecondAtMost()
    {
        var progress = Progress;
        session.Next = new TaskCompletionSource().Task;
        for (var i = 1; i <= 600; i++) Note(progress, i, null);
        await progress.EndAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Single(session.Told);
    }

    private sealed class CountingLogger : ILogger<UploadCheckpoint>
    {
        public int Lines { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Lines++;
    }

    private static void Note(UploadCheckpoint progress, long sequence, Refusal? refusal) => progress.Note(
        sequence, 0,
        refusal is { } reason ? new Refused(reason) : null);

    private sealed class Session : ITillSessionGrain
    {
        public List<ImmutableArray<SequenceRange>> Told { get; } = [];

        public Task Next { get; set; } = Task.CompletedTask;

        public Task<TillSession> ReadAsync() => throw new NotSupportedException();

        public Task SettleAsync(ImmutableArray<SequenceRange> settled, long oldest)
        {
            Told.Add(settled);
            return Next;
        }
    }
}
