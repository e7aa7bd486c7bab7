using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Fakes;

/// <summary>An import service that keeps what it was given, and knows cards and members by their keys only.</summary>
internal sealed class FakeImport
{
    public ConcurrentDictionary<string, ImportCardRequest> Cards { get; } = new(StringComparer.Ordinal);

    /// <summary>Members by the request that created them.</summary>
    public ConcurrentDictionary<string, Member> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>The answer before a card is looked at; null lets it pass.</summary>
    public Func<ImportedCard, RpcException?> Before { get; set; } = static _ => null;

    /// <summary>The answer before a member is looked at; null lets them pass.</summary>
    public Func<Member, RpcException?> BeforeMember { get; set; } = static _ => null;

    public HashSet<string> TakenNumbers { get; } = [];

    public HashSet<string> TakenPhones { get; } = [];

    /// <summary>Null for a method of another service.</summary>
    public IEnumerable<IMessage>? Answer(string method, byte[] message) => method switch
    {
        "CreateMember" => [Create(CreateMemberRequest.Parser.ParseFrom(message))],
        "ImportCard" => [Import(ImportCardRequest.Parser.ParseFrom(message))],
        "CheckImport" => [Check(CheckImportRequest.Parser.ParseFrom(message))],
        "ExportCards" => Export(),
        _ => null,
    };

    private CreateMemberResponse Create(CreateMemberRequest request)
    {
        if (BeforeMember(request.Member) is { } refusal) throw refusal;
        var replayed = !Members.TryAdd(request.RequestId, request.Member);
        Members[request.RequestId].MemberId = $"id-of-{request.RequestId}";
        return new CreateMemberResponse { Member = Members[request.RequestId], Replayed = replayed };
    }

    private ImportCardResponse Import(ImportCardRequest request)
    {
        var card = request.Card;
        if (Before(card) is { } refusal) throw refusal;
        var replayed = !Cards.TryAdd($"{card.Source}/{card.Key}", request);
        return new ImportCardResponse
        {
            CardId = $"id-of-{card.Key}",
            CardNumber = card.CardNumber.Length > 0 ? card.CardNumber : "9800000000000044",
            Entry = new LedgerEntry { Points = card.Lots.Sum(lot => lot.Points) - card.Debt },
            Replayed = replayed,
        };
    }

    private CheckImportResponse Check(CheckImportRequest request) => new()
    {
        Findings =
        {
            request.Checks.Select(check => new ImportFinding
            {
                Imported = Cards.ContainsKey($"{check.Source}/{check.Key}"),
                CardNumberTaken = TakenNumbers.Contains(check.CardNumber),
                PhoneTaken = TakenPhones.Contains(check.Phone),
            }),
        },
    };

    private IEnumerable<IMessage> Export()
    {
        yield return new ExportCardsResponse { Cards = { Cards.Values.Select(request => request.Card).Reverse() } };
        yield return new ExportCardsResponse { Members = { Members.Values } };
        yield return new ExportCardsResponse
        {
            Summary = new ExportSummary { Cards = Cards.Count, Members = Members.Count },
        };
    }
}
