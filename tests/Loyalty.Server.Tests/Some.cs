using System.Globalization;
using System.Security.Cryptography;
using Google.Rpc;
using Google.Type;
using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

/// <summary>Requests as a till would send them.</summary>
internal static class Some
{
    public static Guid Id() => new(RandomNumberGenerator.GetBytes(16));

    public static Money Yuan(decimal amount, string currency = "CNY") => new()
    {
        CurrencyCode = currency,
        Units = (long)decimal.Truncate(amount),
        Nanos = (int)((amount - decimal.Truncate(amount)) * 1_000_000_000m),
    };

    /// <summary>A receipt of store S1 of 15 June 2026 with a number of its own.</summary>
    public static Receipt Receipt(decimal total = 100m, string? number = null) => new()
    {
        Store = "S1",
        Till = "T1",
        Number = number ?? Id().ToString("N", CultureInfo.InvariantCulture),
        BusinessDate = new Date { Year = 2026, Month = 6, Day = 15 },
        Total = Yuan(total),
    };

    public static AccruePointsRequest Accrual(string cardNumber, Receipt receipt) =>
        new() { CardNumber = cardNumber, Receipt = receipt };

    /// <summary>The reason code and the facts of a refused call.</summary>
    public static async Task<ErrorInfo> RefusalAsync<T>(AsyncUnaryCall<T> call, StatusCode expected)
    {
        var e = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(expected, e.StatusCode);
        return InfoOf(e);
    }

    /// <summary>The reason code and the facts of a call or stream that ended in a refusal.</summary>
    public static ErrorInfo InfoOf(RpcException e) =>
        InfoOf(Google.Rpc.Status.Parser.ParseFrom(e.Trailers.GetValueBytes("grpc-status-details-bin")));

    public static ErrorInfo InfoOf(Google.Rpc.Status status) =>
        status.Details.Single(detail => detail.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>();
}
