using Loyalty.Grains.Tills;
using Loyalty.Testing;
using Orleans.Runtime;
using Orleans.Storage;

namespace Loyalty.Grains.Tests.Tills;

public sealed class TillSessionGrainTests
{
    private readonly Record record = new();

    private TillSessionGrain Grain => new(null!, record, TimeProvider.System); // it asks its context for nothing

    [Fact]
    public async Task Settle_WrittenByAnotherActivation_IsAddedToWhatThatWrote()
    {
        record.Stored = new TillSession { LastSequence = 40 };
        await Grain.SettleAsync([new(41, 50)], 0);
        Assert.Equal((50, 1), (record.Stored.LastSequence, record.Conflicts));
    }

    [Fact]
    public async Task Settle_AnotherActivationIsFarther_WritesNothing()
    {
        record.Stored = new TillSession { LastSequence = 90 };
        await Grain.SettleAsync([new(1, 50)], 0);
        Assert.Equal((90, 0), (record.Stored.LastSequence, record.Writes));
    }

    [Fact]
    public async Task Settle_OfNothingNew_AsksNoStorage()
    {
        var grain = Grain;
        await grain.SettleAsync([new(1, 50)], 0);
        await grain.SettleAsync([new(1, 50)], 0);
        Assert.Equal(1, record.Writes);
        Assert.Equal(50, (await grain.ReadAsync()).LastSequence);
    }

    [Fact]
    public async Task Settle_AlwaysOvertaken_GivesUp()
    {
        record.AlwaysChanged = true;
        await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.SettleAsync([new(1, 50)], 0));
    }

    /// <summary>A record that somebody else has written, and may write all the time.</summary>
    private sealed class Record : IPersistentState<TillSession>
    {
        private TillSession known = new();

        public TillSession Stored { get; set; } = new();

        public bool AlwaysChanged { get; set; }

        public int Writes { get; private set; }

        public int Conflicts { get; private set; }

        public TillSession State { get; set; } = new();

        public string? Etag => null;

        public bool RecordExists => true;

        public Task ReadStateAsync()
        {
            State = known = Stored;
            return Task.CompletedTask;
        }

        public Task WriteStateAsync()
        {
            if (AlwaysChanged || known.LastSequence != Stored.LastSequence)
            {
                Conflicts++;
                return Task.FromException(new InconsistentStateException("changed", "2", "1"));
            }

            Writes++;
            Stored = known = State;
            return Task.CompletedTask;
        }

        public Task ClearStateAsync() => throw new NotSupportedException();
    }
}
