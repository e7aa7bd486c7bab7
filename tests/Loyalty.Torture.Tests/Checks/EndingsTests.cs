using Loyalty.Torture.Checks;
using Microsoft.Extensions.Time.Testing;

namespace Loyalty.Torture.Tests.Checks;

public sealed class EndingsTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(26);

    private readonly FakeTimeProvider time = new();
    private readonly Endings endings;

    public EndingsTests() => endings = new Endings(time);

    [Fact]
    public void End_OfAHealthySilo_IsWrong() => Assert.False(endings.TakeRight(Endings.Aborted));

    [Fact]
    public void End_SoonAfterTheOthersGaveItUp_IsRightOnce()
    {
        BeAwayFor(Long);
        time.Advance(Moment);
        Assert.True(endings.TakeRight(Endings.Aborted));
        Assert.False(endings.TakeRight(Endings.Aborted));
    }

    [Fact]
    public void End_WhileItIsStillOutOfReach_IsRight()
    {
        endings.Leave();
        time.Advance(Long);
        Assert.True(endings.TakeRight(Endings.Aborted));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(139)]
    public void End_ByAnythingButAnAbort_IsWrong(int exitCode)
    {
        BeAwayFor(Long);
        Assert.False(endings.TakeRight(exitCode));
    }

    [Fact]
    public void End_AfterAMomentOutOfReach_IsWrong()
    {
        BeAwayFor(Moment);
        Assert.False(endings.TakeRight(Endings.Aborted));
    }

    [Fact]
    public void End_LongAfterItWasBack_IsWrong()
    {
        BeAwayFor(Long);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(endings.TakeRight(Endings.Aborted));
    }

    [Fact]
    public void Absence_ForTwoReasons_LastsUntilBothHaveEnded()
    {
        endings.Leave();
        time.Advance(Moment);
        BeAwayFor(Moment);
        time.Advance(Moment);
        Assert.True(endings.TakeRight(Endings.Aborted));
    }

    private void BeAwayFor(TimeSpan length)
    {
        endings.Leave();
        time.Advance(length);
        endings.Return();
    }
}
