using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Fakes;

/// <summary>An engine in memory that knows just enough: cards, receipts by their idempotency key, refusals.</summary>
internal sealed class FakeEngine
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> cards = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> balances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Receipt Receipt, AccruePointsResponse Response)> receipts =
        new(StringComparer.Ordinal);

    public GetProgramResponse Program { get; } = new()
    {
        CurrencyCode = "USD",
        MinorUnitsPerMajor = 100,
        TimeZone = "America/New_York",
        EarnUnitMinor = 100,
        PointsExpiry = "Never",
        RulesVersion = 1,
        UsualCardType = CardType.LongTerm,
    };

    /// <summary>The answer before a receipt is even looked at; null lets it pass. Counts from 1.</summary>
    public Func<int, RpcException?> Before { get; set; } = static _ => null;

    /// <summary>The total that answers say; null for the one sent.</summary>
    public Google.Type.Money? Understood { get; set; }

    /// <summary>How often receipts came in, repeats included.</summary>
    public int Accruals { get; private set; }

    public IReadOnlyCollection<Receipt> Receipts => receipts.Values.Select(r => r.Receipt).ToList();

    public IssueCardResponse Issue(IssueCardRequest request)
    {
        lock (gate)
        {
            var replayed = !cards.TryAdd(request.RequestId, $"{9800000000000000 + cards.Count}");
            var number = cards[request.RequestId];
            balances.TryAdd(number, 0);
            return new IssueCardResponse
            {
                Card = new Card { CardNumber = number, Seq = 1 },
                Entry = new LedgerEntry { Receipt = request.Receipt is null ? null : Echo(request.Receipt) },
                Replayed = replayed,
            };
        }
    }

    public GetCardResponse Get(GetCardRequest request) => balances.TryGetValue(request.CardNumber, out var balance)
        ? new GetCardResponse { Card = new Card { CardNumber = request.CardNumber, Seq = 1, Balance = balance } }
        : throw Refusing(StatusCode.NotFound, "CARD_UNKNOWN", "No card has this number.", "card_number");

    public AccruePointsResponse Accrue(string cardNumber, Receipt receipt)
    {
        lock (gate)
        {
            if (Before(++Accruals) is { } refusal) throw refusal;
            if (!MinorUnits.TryFromMoney(receipt.Total, 100, out var total) || total <= 0)
            {
                throw Refusing(
                    StatusCode.InvalidArgument, "AMOUNT_NOT_POSITIVE", "The total is not positive.", "receipt.total");
            }

            var key = $"{receipt.Store}/{receipt.BusinessDate}/{receipt.Number}";
            if (receipts.TryGetValue(key, out var earlier))
                return new AccruePointsResponse(earlier.Response) { Replayed = true };
            var points = total / Program.EarnUnitMinor;
            balances[cardNumber] += points;
            var response = new AccruePointsResponse
            {
                Entry = new LedgerEntry
                {
                    Points = points,
                    Receipt = Echo(receipt, Understood),
                },
                Balance = balances[cardNumber],
            };
            receipts.Add(key, (receipt, response));
            return response;
        }
    }

    /// <summary>A receipt as the answer repeats it.</summary>
    public static ReceiptReference Echo(Receipt receipt, Google.Type.Money? total = null) => new()
    {
        Store = receipt.Store,
        Till = receipt.Till,
        Number = receipt.Number,
        BusinessDate = receipt.BusinessDate,
        Total = total ?? receipt.Total,
    };

    public static RpcException Refusing(StatusCode code, string reason, string sentence, string field = "")
    {
        var status = ToStatus(code, reason, sentence, field);
        var trailers = new Metadata { { "grpc-status-details-bin", status.ToByteArray() } };
        return new RpcException(new Grpc.Core.Status(code, sentence), trailers);
    }

    public static Google.Rpc.Status ToStatus(StatusCode code, string reason, string sentence, string field)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = sentence };
        if (reason.Length > 0)
            status.Details.Add(Any.Pack(new ErrorInfo { Reason = reason, Metadata = { ["a"] = "1" } }));
        if (field.Length > 0)
        {
            var violation = new BadRequest.Types.FieldViolation { Field = field };
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { violation } }));
        }

        return status;
    }
}
