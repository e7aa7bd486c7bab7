using Loyalty.Domain;
using Loyalty.Domain.Cards;

namespace Loyalty.Testing;

/// <summary>One of each command that a card can be given.</summary>
public static class CommandSamples
{
    private static readonly ICardCommand[] Rich =
    [
        new IssueCard(Samples.Id(1), Samples.Number(1))
        {
            Type = CardType.OneYear, Receipt = Samples.Receipt(1, 6_000), IsReceiptSurrendered = true,
            MemberId = Samples.Member(1),
        },
        new ImportCard("old", "7", Samples.Number(1)) { KeepsNumber = true },
        new AccruePoints(Samples.Number(1), Samples.Receipt(2)),
        new ReportLostCard(Samples.Id(2), Samples.Number(1)),
        new ClearLostCard(Samples.Id(3), Samples.Number(1)),
        new ReplaceCard(Samples.Id(5), Samples.Number(1), Samples.Number(2), true, ReplaceReason.Lost),
        new RenewCard(Samples.Id(8), Samples.Number(2)),
        new SuspendCard(Samples.Id(6), Samples.Number(2), "尽职调查 \"1\""),
        new ResumeCard(Samples.Id(7), Samples.Number(2), "cleared"),
        new CancelCard(Samples.Id(10), Samples.Number(3), "moved away"),
        new LinkMember(Samples.Id(11), Samples.Number(2), Samples.Member(1)),
        new UnlinkMember(Samples.Id(12), Samples.Number(2), "sold"),
        new TransferPoints(Samples.Id(13), Samples.Number(1), Samples.CardId(2), Samples.Number(2), 5),
        new MergeCards(Samples.Member(1), Samples.Member(2), Samples.Number(1), 3, [Samples.CardId(2)]),
        new IssueGuestCard(Samples.Id(14), Samples.Number(4), Samples.Receipt(3)),
        new PresentReceipt(Samples.Number(4), Samples.Receipt(4)),
        new ClaimGuestCard(Samples.Id(15), Samples.Number(4), Samples.CardId(2), Samples.Number(2))
        {
            Entries = Samples.IssueGuest(5, Samples.Receipt(5)).Entries, Taken = ["accrual/2026-03-01/s1//R5"],
        },
        new CloseGuestCard(),
    ];

    /// <summary>One of each command, with much in it; of a command that isn't said above what its constructor asks for.
    /// </summary>
    public static IReadOnlyList<ICardCommand> All { get; } =
    [
        .. CommandMaker.Types.Select(type => Rich.FirstOrDefault(type.IsInstanceOfType)
            ?? new CommandMaker().Make(type, Samples.Number(1))),
    ];
}
