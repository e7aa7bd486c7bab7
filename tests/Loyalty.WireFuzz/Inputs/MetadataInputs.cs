using System.Globalization;
using Loyalty.V1;

namespace Loyalty.WireFuzz.Inputs;

/// <summary>Calls whose metadata is wrong, huge, or says that they come from somebody else.</summary>
public static class MetadataInputs
{
    private static readonly string[] s_notIdentifiers =
        ["\u0001", "a b\u007f", "\u00ff\u00fe", " x", "\u00c3\u00a9", new string('x', 65), "\t", "\u0080"];

    private static readonly string[] s_notNames =
        ["", "X-Upper", "x y", "\0", "x:y", "x\n", "é", ":unknown", "connection", "te", ":path"];

    private static readonly string[] s_notBase64 = ["?!?", "A", "====", "AAAA=AAA", "A-_A", ",", "A,B", "a b"];

    /// <summary>Ways to break metadata, by the name that the report counts by.</summary>
    public static readonly (string Kind, Func<WireInput, Dice, WireInput> Break)[] Ways =
    [
        ("metadata bytes", (call, dice) => Add(call, "x-" + dice.Below(10), Latin1(dice.Bytes(dice.Below(64)))) with
        {
            IsRude = true,
        }),
        ("metadata names", (call, dice) => Add(
            call, dice.Pick("x!y", "#", "x~", "x|y", "^", "x.y", "x_y", "+", "x'", "*"), "1")),
        ("broken names", (call, dice) => Add(call, dice.PickFrom(s_notNames), "1") with { IsRude = true }),
        ("huge value", (call, dice) => Add(call, "x-huge", new string('h', dice.Pick(8_000, 33_000, 120_000))) with
        {
            IsRude = true,
        }),
        ("thousands of headers", (call, dice) => call with
        {
            Headers = [.. call.Headers, .. Enumerable.Range(0, dice.Pick(99, 150, 3_000)).Select(Numbered)],
            IsRude = true,
        }),
        ("wrong base64", (call, dice) => Add(call, dice.Pick("x-bin", "loyalty-bin"), dice.Pick(s_notBase64))),
        ("caller of no kind", (call, dice) => Add(
            call, CallerMetadata.Kind, dice.Pick("", "root", "TILL", "till ", "0", "back-offices", "till,desk"))),
        ("till without store", (call, _) => Add(Add(call, CallerMetadata.Kind, "till"), CallerMetadata.Name, "t1")),
        ("another store's till", (call, _) => Add(
            Add(Add(call, CallerMetadata.Kind, "till"), CallerMetadata.Name, "t1"), CallerMetadata.Store, "S2")),
        ("caller not well-formed", (call, dice) => Add(
            call,
            dice.Pick(CallerMetadata.Name, CallerMetadata.Mall, CallerMetadata.Store, CallerMetadata.Operator),
            dice.Pick(s_notIdentifiers)) with { IsRude = true }),
        ("caller twice", (call, _) => Add(Add(call, CallerMetadata.Kind, "till"), CallerMetadata.Kind, "back-office")),
    ];

    private static WireInput Add(WireInput call, string name, string value) =>
        call with { Headers = [.. call.Headers, new HeaderLine(name, value)] };

    private static HeaderLine Numbered(int number) => new("x-" + number.ToString(CultureInfo.InvariantCulture), "1");

    private static string Latin1(byte[] bytes) => System.Text.Encoding.Latin1.GetString(bytes);
}
