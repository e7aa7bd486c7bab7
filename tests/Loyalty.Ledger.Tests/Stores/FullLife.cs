using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Stores;

/// <summary>A card to which everything happens that can happen to one, entry by entry.</summary>
internal static class FullLife
{
    public static readonly CardId CardId = Samples.CardId(1);

    private static readonly Caller s_desk = new(CallerKind.Desk, "desk-1", "riverside", "", "bea");

    /// <summary>The commands, each with the day on which it comes.</summary>
    public static readonly (int Day, ICardCommand Command)[] Commands =
    [
        (0, new IssueCard(Samples.Id(1), Samples.Number(1))
        {
            Type = CardType.OneYear, Receipt = Samples.Receipt(1, 6_000), IsReceiptSurrendered = true,
        }),
        (0, new AccruePoints(Samples.Number(1), Samples.Receipt(2))),
        (0, new ReportLostCard(Samples.Id(2), Samples.Number(1))),
        (1, new ClearLostCard(Samples.Id(3), Samples.Number(1))),
        (2, new ReportLostCard(Samples.Id(4), Samples.Number(1))),
        (3, new ReplaceCard(Samples.Id(5), Samples.Number(1), Samples.Number(2), true, ReplaceReason.Lost)),
        (4, new SuspendCard(Samples.Id(6), Samples.Number(2), "尽职调查 \"1\"")),
        (5, new ResumeCard(Samples.Id(7), Samples.Number(2), "cleared")),
        (6, new LinkMember(Samples.Id(11), Samples.Number(2), Samples.Member(1))),
        (7, new UnlinkMember(Samples.Id(12), Samples.Number(2), "sold")),
        (8, new LinkMember(Samples.Id(13), Samples.Number(2), Samples.Member(2))),
        (400, new RenewCard(Samples.Id(8), Samples.Number(2))),
        (900, new ReplaceCard(Samples.Id(9), Samples.Number(2), Samples.Number(3), false, ReplaceReason.Expired)),
        (901, new CancelCard(Samples.Id(10), Samples.Number(3), "moved away")),
    ];

    /// <summary>Commits the first of them.</summary>
    /// <returns>The card after each.</returns>
    public static async Task<List<CardState>> LiveAsync(TestLedger ledger, int commands)
    {
        var (state, states) = (CardState.Unissued(CardId), new List<CardState>());
        foreach (var (day, command) in Commands.Take(commands))
        {
            var commit = Decide(state, day, command);
            Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(commit)).Status);
            states.Add(state = commit.After);
        }

        return states;
    }

    public static Commit Decide(CardState state, int day, ICardCommand command)
    {
        var decision = command.Decide(state, Samples.At(Samples.Now.AddDays(day), caller: s_desk));
        Assert.Null(decision.Refused);
        return decision.Commit!;
    }
}
