using System.Globalization;
using System.IO.Compression;
using Google.Protobuf;

namespace Loyalty.WireFuzz.Inputs;

/// <summary>
/// Calls that are wrong by the rules of gRPC over HTTP/2, though HTTP/2 itself finds nothing in them.
/// </summary>
public static class CallInputs
{
    private const int Megabyte = 1024 * 1024;

    private static readonly byte[] s_bomb = Gzip(new byte[600 * 1024]), s_largeBomb = Gzip(new byte[40 * Megabyte]);

    private static readonly string?[] s_notGrpc =
        [null, "", "application/json", "application/grpcx", "application/grpc-web+proto", "text/html", "\t", "gr pc"];

    private static readonly string[] s_timeouts =
    [
        "", "0S", "-1S", "1", "S", "1 S", "1s", "99999999H", "100000000S", "99999999n", "1n", "1m", "abc", "+1S",
        "0x10S", "1.5S", "5S,5S", "18446744073709551616n",
    ];

    private static readonly string[] s_methods = ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", ""];

    private static readonly string[] s_paths =
    [
        "/", "//", "/loyalty.v1.PointsService", "/loyalty.v1.PointsService/", "/loyalty.v1.PointsService/Nothing",
        "/loyalty.v1.NoService/GetCard", "/loyalty.v1.CardsService/getcard", "/loyalty.v1.CardsService/GetCard/x",
        "/LOYALTY.V1.CARDSSERVICE/GETCARD?x=1", "/healthz/live", "/loyalty.v1.CardsService/%47etCard/..", "/%00",
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", "*", "/..%2f..%2fetc%2fpasswd",
    ];

    private static readonly (string Kind, Func<WireInput, Dice, WireInput> Break)[] s_ways =
    [
        ("content type", (call, dice) => call with
        {
            Headers = call.Headers.With("content-type", dice.Pick(s_notGrpc)), MustRefuse = true,
        }),
        ("timeout", (call, dice) => call with { Headers = [.. call.Headers, new("grpc-timeout", Timeout(dice))] }),
        ("unknown encoding", (call, dice) => call with
        {
            Headers = [.. call.Headers, new("grpc-encoding", dice.Pick("snappy", "", "gzip,gzip", "GZIP", "x"))],
            Bytes = MessageInputs.Frame(Message(call), flag: 1),
            MustRefuse = true,
        }),
        ("compressed by nothing", (call, dice) => call with
        {
            Headers = dice.Percent(50) ? call.Headers : [.. call.Headers, new("grpc-encoding", "identity")],
            Bytes = MessageInputs.Frame(Message(call), flag: dice.Pick<byte>(1, 2, 128, 255)),
            MustRefuse = true,
        }),
        ("gzip bomb", (call, dice) => Compressed(call, dice.Percent(10) ? s_largeBomb : s_bomb)),
        ("corrupt gzip", (call, dice) => Compressed(call, Corrupt(Message(call), dice))),
        ("length prefix", WrongLength),
        ("several messages", (call, dice) => call with
        {
            Bytes = [.. Enumerable.Repeat(call.Bytes, dice.Between(2, 5)).SelectMany(bytes => bytes)],
            MustRefuse = !call.Method!.StreamsRequests,
        }),
        ("no message", (call, dice) => call with
        {
            Bytes = call.Bytes[..dice.Pick(0, 1, 4)], MustRefuse = !call.Method!.StreamsRequests,
        }),
        ("unknown path", (call, dice) => Elsewhere(call, dice.Pick(s_paths)) with { IsRude = true }),
        ("HTTP method", (call, dice) => call with
        {
            Headers = call.Headers.With(":method", dice.PickFrom(s_methods)),
            MustRefuse = true,
            IsRude = true,
        }),
        ("large message", (call, dice) => call with
        {
            Bytes = MessageInputs.Frame(dice.Bytes(dice.Pick(512 * 1024 + 1, 700 * 1024))),
            MustRefuse = true,
            IsRude = true,
        }),
        .. MetadataInputs.Ways,
    ];

    public static WireInput Create(long index, Dice dice, World world)
    {
        var method = MessageInputs.PickMethod(dice);
        var call = new WireInput(index, "", WireLevel.Call)
        {
            Method = method,
            Headers = CallHead.Of(method.Path),
            Bytes = MessageInputs.Frame(PlausibleMessage.Create(method.Request, dice, world).ToByteArray()),
        };
        var (kind, apply) = dice.Pick(s_ways);
        return apply(call, dice) with { Kind = "call: " + kind };
    }

    private static byte[] Message(WireInput call) => call.Bytes[5..];

    private static string Timeout(Dice dice) => dice.Percent(80)
        ? dice.Pick(s_timeouts)
        : dice.Between(-5, 20).ToString(CultureInfo.InvariantCulture) + dice.Pick('m', 'u', 'n', 'S', 'q');

    private static WireInput Compressed(WireInput call, byte[] bytes) => call with
    {
        Headers = [.. call.Headers, new("grpc-encoding", "gzip")],
        Bytes = MessageInputs.Frame(bytes, flag: 1),
        MustRefuse = true,
    };

    private static WireInput WrongLength(WireInput call, Dice dice)
    {
        var message = Message(call);
        var length = dice.Pick<uint>(
            (uint)message.Length + 1, (uint)message.Length + 100, uint.MaxValue, int.MaxValue, 512 * 1024 + 1);
        if (message.Length > 0 && dice.Percent(30)) length = (uint)dice.Below(message.Length);
        return call with { Bytes = MessageInputs.Frame(message, length: length), MustRefuse = true };
    }

    private static WireInput Elsewhere(WireInput call, string path) =>
        call with { Method = null, Headers = call.Headers.With(":path", path) };

    private static byte[] Corrupt(byte[] message, Dice dice)
    {
        var packed = Gzip([.. message, 0x7a, 1, 1]); // an unknown field more: nothing at all can't be cut in half
        if (dice.Percent(50)) return packed[..dice.Between(1, packed.Length / 2)];
        packed[dice.Below(3)] ^= 0xff; // its first bytes say that it is gzip, and how it is packed
        return packed;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
