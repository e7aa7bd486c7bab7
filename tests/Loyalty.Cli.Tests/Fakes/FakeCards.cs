using Google.Protobuf;
using Google.Type;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Fakes;

/// <summary>Takes every change of a card, caches what was asked, and answers an entry of its kind.</summary>
internal sealed class FakeCards
{
    public List<IMessage> Requests { get; } = [];

    /// <summary>Null for a call that is none of these.</summary>
    public IMessage? Answer(string method, byte[] message) => method switch
    {
        "ReportLostCard" => Take(ReportLostCardRequest.Parser, message, new ReportLostCardResponse
        {
            Entry = Entry(EntryKind.LossReport),
        }),
        "ClearLostCard" => Take(ClearLostCardRequest.Parser, message, new ClearLostCardResponse
        {
            Entry = Entry(EntryKind.LossClearance),
        }),
        "ReplaceCard" => Take(ReplaceCardRequest.Parser, message, new ReplaceCardResponse
        {
            CardNumber = "9800000000000044", Entry = Entry(EntryKind.Replacement, feeMinor: 200),
        }),
        "RenewCard" => Take(RenewCardRequest.Parser, message, new RenewCardResponse
        {
            Entry = Entry(EntryKind.Renewal, feeMinor: 200),
        }),
        "SuspendCard" => Take(SuspendCardRequest.Parser, message, new SuspendCardResponse
        {
            Entry = Entry(EntryKind.Suspension),
        }),
        "ResumeCard" => Take(ResumeCardRequest.Parser, message, new ResumeCardResponse
        {
            Entry = Entry(EntryKind.Resumption),
        }),
        "CancelCard" => Take(CancelCardRequest.Parser, message, new CancelCardResponse
        {
            Entry = Entry(EntryKind.Cancellation), Replayed = true,
        }),
        "LinkMember" => Take(LinkMemberRequest.Parser, message, new LinkMemberResponse
        {
            Entry = Entry(EntryKind.MemberLink),
        }),
        "UnlinkMember" => Take(UnlinkMemberRequest.Parser, message, new UnlinkMemberResponse
        {
            Entry = Entry(EntryKind.MemberUnlink),
        }),
        "TransferPoints" => Take(TransferPointsRequest.Parser, message, sent => new TransferPointsResponse
        {
            Entry = new LedgerEntry(Entry(EntryKind.TransferOut))
            {
                Points = sent.HasPoints ? -sent.Points : -30, CounterpartCardId = "the-other", CounterpartSeq = 9,
            },
        }),
        "RegisterStockRange" => Take(RegisterStockRangeRequest.Parser, message, new RegisterStockRangeResponse()),
        "ListLedgerEntries" => Take(ListLedgerEntriesRequest.Parser, message, Pages.Dequeue()),
        "IssueGuestCard" => Take(IssueGuestCardRequest.Parser, message, sent => new IssueGuestCardResponse
        {
            GuestNumber = "9800000000000051", Entry = Entry(EntryKind.Issue), Receipt = FakeEngine.Echo(sent.Receipt),
        }),
        "PresentReceipt" => Take(PresentReceiptRequest.Parser, message, sent => new PresentReceiptResponse
        {
            Entry = new LedgerEntry(Entry(EntryKind.Presentation)) { Receipt = FakeEngine.Echo(sent.Receipt) },
        }),
        "ClaimGuestCard" => Take(ClaimGuestCardRequest.Parser, message, new ClaimGuestCardResponse
        {
            Entry = Entry(EntryKind.GuestClaim),
            Accruals = { new LedgerEntry { Points = 7, Balance = 9, Receipt = new() { Number = "R7" } } },
            LeftOut = { new ReceiptReference { Number = "R8" } },
        }),
        _ => null,
    };

    /// <summary>The answers of lists, one after the other.</summary>
    public Queue<ListLedgerEntriesResponse> Pages { get; } = [];

    private IMessage Take<T>(MessageParser<T> parser, byte[] message, IMessage answer)
        where T : IMessage<T>
    {
        Requests.Add(parser.ParseFrom(message));
        return answer;
    }

    private IMessage Take<T>(MessageParser<T> parser, byte[] message, Func<T, IMessage> answer)
        where T : IMessage<T>
    {
        var sent = parser.ParseFrom(message);
        Requests.Add(sent);
        return answer(sent);
    }

    private static LedgerEntry Entry(EntryKind kind, long feeMinor = 0) => new()
    {
        Seq = 4, Kind = kind, FeeMinor = feeMinor, TermEndDate = new Date { Year = 2027, Month = 3, Day = 15 },
    };
}
