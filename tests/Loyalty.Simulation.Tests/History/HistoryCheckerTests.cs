using Loyalty.Testing.History;

namespace Loyalty.Simulation.Tests.History;

/// <summary>A right history passes; a history that is wrong in one way is found in that way.</summary>
public sealed class HistoryCheckerTests
{
    [Fact]
    public void History_Empty_IsRight() => Assert.Empty(HistoryChecker.Check([]));

    [Fact]
    public void History_OfOneAfterTheOther_IsRight() => Right(
        Write("issue", 1, 0, 0, 0, 5),
        Write("a", 2, 10, 10, 6, 9),
        Read(2, 10, 10, 12),
        Write("b", 3, 15, 5, 13, 20),
        Write("a", 2, 10, 10, 21, 25, replayed: true),
        Read(3, 15, 26, 30));

    [Fact]
    public void History_OfOverlappingCalls_MayTakeAnyOrder() => Right(
        Write("a", 3, 15, 5, 0, 100),
        Write("b", 2, 10, 10, 0, 100),
        Read(1, 0, 0, 100),
        Read(3, 15, 0, 100));

    [Fact]
    public void Read_ThatMayBeStale_MayBeBehind() => Right(
        Write("a", 2, 10, 10, 0, 10),
        Read(1, 0, 20, 30, stale: true));

    [Fact]
    public void Replay_LongAfterwards_MayTellOfThen() => Right(
        Write("a", 2, 10, 10, 0, 10),
        Write("b", 3, 20, 10, 20, 30),
        Write("a", 2, 10, 10, 40, 50, replayed: true));

    [Fact]
    public void Expiry_BetweenTwoWrites_LeavesNothingToAdd() => Right(
        Write("a", 2, 10, 10, 0, 10),
        Write("b", 4, 5, 5, 20, 30));

    [Fact]
    public void Cards_AreLookedAtByThemselves() => Right(
        Write("a", 2, 10, 10, 0, 10),
        Write("b", 2, 7, 7, 20, 30) with { Card = "other" });

    [Fact]
    public void Answer_BeforeItsCall_IsFound() => Wrong(HistoryRule.Shape, Write("a", 2, 10, 10, 10, 5));

    [Fact]
    public void Write_WithoutSeq_IsFound() => Wrong(HistoryRule.Shape, Write("a", 0, 0, 0, 0, 5));

    [Fact]
    public void Seq_WithTwoBalances_IsFound() =>
        Wrong(HistoryRule.OneBalance, Write("a", 2, 10, 10, 0, 10), Read(2, 11, 0, 10));

    [Fact]
    public void Seq_ForTwoRequests_IsFound() =>
        Wrong(HistoryRule.OneRequest, Write("a", 2, 10, 10, 0, 10), Write("b", 2, 10, 10, 0, 10));

    [Fact]
    public void Entry_MadeTwice_IsFound() =>
        Wrong(HistoryRule.OneRequest, Write("a", 2, 10, 10, 0, 10), Write("a", 2, 10, 10, 5, 12));

    [Fact]
    public void Request_WithTwoSeqs_IsFound() =>
        Wrong(HistoryRule.OneAnswer, Write("a", 2, 10, 10, 0, 10), Write("a", 3, 20, 10, 20, 30));

    [Fact]
    public void Request_OnTwoCards_IsFound() => Wrong(
        HistoryRule.OneAnswer, Write("a", 2, 10, 10, 0, 10), Write("a", 2, 10, 10, 0, 10) with { Card = "other" });

    [Fact]
    public void Points_ThatDontMakeTheBalance_AreFound() =>
        Wrong(HistoryRule.RunningSum, Write("a", 2, 10, 10, 0, 10), Write("b", 3, 21, 10, 20, 30));

    [Fact]
    public void Points_AfterABalanceThatWasRead_AreFound() =>
        Wrong(HistoryRule.RunningSum, Read(2, 10, 0, 10), Write("b", 3, 21, 10, 20, 30));

    [Fact]
    public void Write_BehindOneThatHadEnded_IsFound() =>
        Wrong(HistoryRule.RealTime, Write("a", 3, 20, 10, 0, 10), Write("b", 2, 10, 10, 11, 20));

    [Fact]
    public void Read_BehindAWriteThatHadEnded_IsFound() =>
        Wrong(HistoryRule.RealTime, Write("a", 2, 10, 10, 0, 10), Read(1, 0, 11, 20));

    [Fact]
    public void Read_BehindAReadThatHadEnded_IsFound() =>
        Wrong(HistoryRule.RealTime, Read(3, 20, 0, 10), Read(2, 10, 11, 20));

    [Fact]
    public void Read_BehindAReplayThatHadEnded_IsFound() =>
        Wrong(HistoryRule.RealTime, Write("a", 3, 20, 10, 0, 10, replayed: true), Read(2, 10, 11, 20));

    [Fact]
    public void Write_OfWhatWasReadBefore_IsFound() =>
        Wrong(HistoryRule.RealTime, Read(2, 10, 0, 10), Write("a", 2, 10, 10, 11, 20));

    [Fact]
    public void Read_BehindOneFarAbove_IsFoundAcrossOthers() => Wrong(
        HistoryRule.RealTime,
        Write("a", 9, 90, 10, 0, 10),
        Write("b", 5, 50, 10, 0, 100),
        Read(2, 10, 50, 60));

    private static CardOperation Write(
        string request, long seq, long balance, long points, long start, long end, bool replayed = false) =>
        new("card", request, seq, balance, points, replayed, false, start, end);

    private static CardOperation Read(long seq, long balance, long start, long end, bool stale = false) =>
        new("card", null, seq, balance, null, false, stale, start, end);

    private static void Right(params CardOperation[] history)
    {
        Assert.Empty(HistoryChecker.Check(history));
        Assert.Empty(HistoryChecker.Check(history.Reverse()));
    }

    private static void Wrong(HistoryRule rule, params CardOperation[] history)
    {
        Assert.Equal([rule], HistoryChecker.Check(history).Select(fault => fault.Rule).Distinct());
        Assert.Equal([rule], HistoryChecker.Check(history.Reverse()).Select(fault => fault.Rule).Distinct());
    }
}
