using System.Text;

namespace Loyalty.WireFuzz.Inputs;

/// <summary>Connections to the HTTP/1.1 port that say nothing a server should have to understand.</summary>
public static class HealthInputs
{
    private static readonly (string Kind, Func<Dice, byte[]> Make)[] s_ways =
    [
        ("random bytes", dice => dice.Bytes(dice.Below(512))),
        ("request line", dice => Text(dice.Pick(
            "GET / HTTP/9.9\r\n\r\n", "GET\r\n\r\n", "G\0T / HTTP/1.1\r\n\r\n", "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
            "get /healthz/live HTTP/1.1\r\nHost: x\r\n\r\n", "GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", "\r\n\r\n",
            "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))),
        ("long line", dice => Text($"GET /{new string('a', dice.Pick(8_000, 9_000, 100_000))} HTTP/1.1\r\n\r\n")),
        ("huge header", dice => Live($"X: {new string('b', dice.Pick(31_000, 33_000, 200_000))}\r\n")),
        ("many headers", dice => Live(string.Concat(
            Enumerable.Range(0, dice.Pick(99, 101, 2_000)).Select(n => $"X{n}: 1\r\n")))),
        ("broken header", dice => Live(dice.Pick(
            ": x\r\n", "X\r\n", "X : 1\r\n", " X: 1\r\n", "X: \0\r\n", "Host: a\r\nHost: b\r\n", "X: 1\nY: 2\r\n"))),
        ("broken body", dice => Live(dice.Pick(
            "Content-Length: -1\r\n", "Content-Length: 99999999999999999999\r\n", "Content-Length: 5\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "Transfer-Encoding: gzip\r\n"), "zz\r\nx\r\n0\r\n")),
        ("broken chunk", dice => Live(
            "Transfer-Encoding: chunked\r\n",
            dice.Pick("fffffffffffffffff\r\n", "-1\r\n", "5\r\nab", "0\r\nX: \0\r\n\r\n"))),
        ("pipelined", dice => [.. Enumerable.Repeat(Live(""), dice.Between(2, 50)).SelectMany(bytes => bytes)]),
        ("upgrade", _ => Live("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n")),
    ];

    public static WireInput Create(long index, Dice dice)
    {
        var (kind, make) = dice.Pick(s_ways);
        return new WireInput(index, "http1: " + kind, WireLevel.Health) { Bytes = make(dice) };
    }

    private static byte[] Live(string headers, string body = "") =>
        Text($"GET /healthz/live HTTP/1.1\r\nHost: x\r\n{headers}\r\n{body}");

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);
}
