using System.Collections.Immutable;
using Loyalty.Grains.Tills;
using Loyalty.Testing;

namespace Loyalty.Grains.Tests.Tills;

public sealed class TillSessionTests
{
    [Fact]
    public void Settle_InOrder_MovesOn()
    {
        var session = Settled(new(), 1, 3);
        Assert.Equal((3, Samples.Now), (session.LastSequence, session.UpdateTime));
        Assert.Equal(10, Settled(session, 4, 10).LastSequence);
    }

    [Fact]
    public void Settle_BeyondAGap_WaitsUntilItIsFilled()
    {
        var session = Settled(Settled(new(), 101, 200), 250, 260);
        Assert.Equal(0, session.LastSequence);

        session = Settled(session, 1, 100);
        Assert.Equal(200, session.LastSequence);
        Assert.Equal([new SequenceRange(250, 260)], session.Ahead);
    }

    [Fact]
    public void Settle_OfWhatIsKnown_ChangesNothing()
    {
        var session = Settled(Settled(new(), 1, 10), 20, 30);
        Assert.Same(session, Settled(session, 3, 7));
        Assert.Same(session, Settled(session, 21, 30));
        Assert.Same(session, session.Settle([], oldest: 5, Samples.Now));
    }

    [Fact]
    public void Settle_WithAnOldestNumber_TakesWhatIsOlderAsAnswered()
    {
        var session = new TillSession().Settle([new(501, 510)], oldest: 501, Samples.Now);
        Assert.Equal(510, session.LastSequence);
    }

    /// <summary>Whatever the order and the repeats, the session is never ahead of what was answered.</summary>
    [Fact]
    public void Settle_InAnyOrder_EndsWhereEverythingIsAnswered()
    {
        const int prime = 127; // the multiples of any number run through all remainders, each in another order
        for (var step = 1; step < prime; step++)
        {
            var (session, answered) = (new TillSession(), new HashSet<long>());
            for (var i = 1; i < prime; i++)
            {
                long number = i * step % prime, again = (i + 1) / 2 * step % prime;
                session = session.Settle([new(number, number), new(again, again)], 0, Samples.Now);
                answered.UnionWith([number, again]);
                var expected = Enumerable.Range(1, prime).TakeWhile(n => answered.Contains(n)).Count();
                Assert.Equal(expected, session.LastSequence);
            }

            Assert.Equal(prime - 1, session.LastSequence);
        }
    }

    [Fact]
    public void Settle_WithMoreGapsThanAreKept_DropsTheFarthest()
    {
        var odd = Enumerable.Range(1, 2 * TillSession.MaxAhead).Select(n => (2 * n) + 1);
        var session = new TillSession().Settle([.. odd.Select(n => new SequenceRange(n, n))], 0, Samples.Now);
        Assert.Equal((0, TillSession.MaxAhead), (session.LastSequence, session.Ahead.Length));
        Assert.Equal(3, session.Ahead[0].First);
    }

    private static TillSession Settled(TillSession session, long first, long last) =>
        session.Settle(ImmutableArray.Create(new SequenceRange(first, last)), 0, Samples.Now);
}
