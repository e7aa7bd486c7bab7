using System.Buffers.Binary;
using Google.Protobuf;
using Google.Type;
using Loyalty.V1;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Loyalty.Bench.Load;

/// <summary>
/// A request serialized once, into which each call writes a card number and a receipt number of its own: what a call
/// costs the client is a copy.
/// </summary>
internal sealed class CallTemplate
{
    public const string Store = "BENCH";
    private const int PrefixLength = 5; // gRPC's own: compressed or not, then the length
    private const long FirstNumber = 1_000_000_000_000;
    private const long FirstItem = 1L << 28; // from here to 2^35 a varint has five bytes
    private const string NumberPlace = "1000000000000";
    private const string CardPlace = "0000000000000000000";

    private readonly byte[] bytes;
    private readonly int cardAt;
    private readonly int numberAt;
    private readonly int itemAt;

    private CallTemplate(string path, IMessage message)
    {
        Path = path;
        bytes = new byte[PrefixLength + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), bytes.Length - PrefixLength);
        message.WriteTo(bytes.AsSpan(PrefixLength));
        cardAt = bytes.AsSpan().IndexOf("0000000000000000000"u8);
        numberAt = bytes.AsSpan().IndexOf("1000000000000"u8);
        itemAt = message is UploadReceiptsRequest ? PrefixLength + 1 : -1;
    }

    public string Path { get; }

    /// <summary>Whether one call carries many messages.</summary>
    public bool IsStream => itemAt >= 0;

    public int Length => bytes.Length;

    /// <summary>The method that a till calls once per receipt.</summary>
    public static CallTemplate Accrue(DateTimeOffset now) => new(
        "/loyalty.v1.PointsService/AccruePoints",
        new AccruePointsRequest { CardNumber = CardPlace, Receipt = Receipt(now) });

    /// <summary>One message of a till's stream; each has the number that its answer names.</summary>
    public static CallTemplate Upload(DateTimeOffset now) => new(
        "/loyalty.v1.PointsService/UploadReceipts",
        new UploadReceiptsRequest { Item = FirstItem, CardNumber = CardPlace, Receipt = Receipt(now) });

    /// <summary>A read that proves its seq.</summary>
    public static CallTemplate Read() => new(
        "/loyalty.v1.CardsService/GetCard", new GetCardRequest { CardNumber = CardPlace });

    /// <summary>Writes the message, with gRPC's prefix, for one card and the receipt of one number from 0 on.</summary>
    public void Write(Span<byte> target, ReadOnlySpan<byte> cardNumber, long number)
    {
        bytes.CopyTo(target);
        cardNumber.CopyTo(target[cardAt..]);
        if (numberAt >= 0) (FirstNumber + number).TryFormat(target[numberAt..], out _);
        if (itemAt < 0) return;
        var item = FirstItem + number % FirstItem;
        for (var i = 0; i < 5; i++) target[itemAt + i] = (byte)((item >> (7 * i)) & 0x7F | (i < 4 ? 0x80L : 0));
    }

    /// <summary>The same request for a client that understands refusals; null if it is of another method.</summary>
    public AccruePointsRequest? ToRequest(ReadOnlySpan<byte> cardNumber, long number)
    {
        if (!Path.EndsWith("/AccruePoints", StringComparison.Ordinal)) return null;
        var message = new byte[bytes.Length];
        Write(message, cardNumber, number);
        return AccruePointsRequest.Parser.ParseFrom(message, PrefixLength, message.Length - PrefixLength);
    }

    /// <summary>The number of the receipt that an answer on a till's stream is to, modulo 2^28.</summary>
    /// <param name="answer">The answer without gRPC's prefix.</param>
    public static long NumberOf(ReadOnlySpan<byte> answer)
    {
        if (answer[0] != 0x08) throw new FormatException("An answer without its item.");
        var item = 0L;
        for (var i = 0; i < 5; i++) item |= (answer[1 + i] & 0x7FL) << (7 * i);
        return item - FirstItem;
    }

    /// <summary>Whether an answer on a till's stream says that the receipt was accrued.</summary>
    public static bool IsAccrued(ReadOnlySpan<byte> answer) => answer[6] == 0x12; // field 2, a message

    private static Receipt Receipt(DateTimeOffset now) => new()
    {
        Store = Store,
        Till = "T1",
        Number = NumberPlace,
        BusinessDate = new Date { Year = now.Year, Month = now.Month, Day = now.Day },
        SaleTime = Timestamp.FromDateTimeOffset(now),
        Total = new Money { CurrencyCode = "CNY", Units = 100 },
    };
}
