using Google.Protobuf;
using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Bench.Serving;

/// <summary>Answers at once, with a response as large as the real one: the ceiling of the transport.</summary>
internal sealed class EchoPoints : PointsService.PointsServiceBase
{
    public override Task<AccruePointsResponse> AccruePoints(AccruePointsRequest request, ServerCallContext context) =>
        Task.FromResult(Answers.To(request, seq: 1, balance: 5));
}

/// <summary>Responses like the real server's.</summary>
internal static class Answers
{
    /// <summary>The points that all contenders grant for a receipt.</summary>
    public const long Points = 5;

    private static readonly ByteString s_hash = ByteString.CopyFrom(new byte[32]);

    public static AccruePointsResponse To(AccruePointsRequest request, long seq, long balance) => new()
    {
        Entry = new LedgerEntry
        {
            CardId = "00000000-0000-0000-0000-000000000000",
            Seq = seq,
            Kind = EntryKind.Accrual,
            Points = Points,
            Balance = balance,
            Available = balance,
            BusinessDate = request.Receipt.BusinessDate,
            CreateTime = request.Receipt.SaleTime,
            IdempotencyKey = "accrual/BENCH/2026-06-15/1000000000000",
            Receipt = new ReceiptReference
            {
                Store = request.Receipt.Store,
                Till = request.Receipt.Till,
                Number = request.Receipt.Number,
                BusinessDate = request.Receipt.BusinessDate,
                Total = request.Receipt.Total,
            },
            Hash = s_hash,
        },
        Seq = seq,
        Balance = balance,
        Available = balance,
    };
}
