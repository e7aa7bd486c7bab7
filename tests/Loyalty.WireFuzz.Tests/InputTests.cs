using Loyalty.WireFuzz.Http2;
using Loyalty.WireFuzz.Inputs;

namespace Loyalty.WireFuzz.Tests;

public sealed class InputTests
{
    private static readonly World s_world =
        new(["9800012345678901231", "9800012345678901249"], new DateOnly(2026, 6, 15), "CNY");

    [Fact]
    public void Inputs_OfTheSameSeed_AreTheSame()
    {
        for (var index = 0L; index < 2_000; index++) Assert.Equal(Print(7, index), Print(7, index));
        Assert.NotEqual(Print(7, 1), Print(8, 1));
    }

    [Fact]
    public void Inputs_OfAFewThousand_AreOfEveryKindAndReachEveryMethod()
    {
        var inputs = Enumerable.Range(0, 40_000).Select(index => InputMix.Create(1, index, s_world)).ToList();

        Assert.Subset(
            inputs.Select(input => input.Method?.Path ?? "").ToHashSet(),
            ServiceMethod.All.Select(method => method.Path).ToHashSet());
        Assert.InRange(inputs.Select(input => input.Kind).Distinct().Count(), 60, 100);
        Assert.InRange(inputs.Count(input => input.MustRefuse), 10_000, 30_000);
    }

    [Fact]
    public void Methods_OfTheContract_AreAllFound()
    {
        Assert.Contains(ServiceMethod.All, method => method.Path == "/loyalty.v1.PointsService/AccruePoints");
        Assert.Contains(ServiceMethod.All, method => method.Path == "/loyalty.v1.AuditService/AuditLedger");
    }

    [Fact]
    public void Message_ThatIsPlausible_FillsEveryFieldThatIsNotRepeated()
    {
        var message = PlausibleMessage.Create(Loyalty.V1.AccruePointsRequest.Descriptor, new Dice(1, 1), s_world);
        var request = Assert.IsType<Loyalty.V1.AccruePointsRequest>(message);

        Assert.Contains(request.CardNumber, s_world.Cards);
        Assert.Equal(s_world.Date, request.Receipt.BusinessDate);
        Assert.Equal("CNY", request.Receipt.Total.CurrencyCode);
        Assert.NotEmpty(request.Receipt.Number);
    }

    [Fact]
    public void HeaderBlock_WrittenAndRead_IsTheSame()
    {
        HeaderLine[] lines = [new(":path", "/x"), new("a", ""), new("b", new string('b', 5_000))];
        var read = new Dictionary<string, string>();

        Hpack.Decode(Hpack.Encode(lines), read);

        Assert.Equal(lines.ToDictionary(line => line.Name, line => line.Value), read);
        Assert.Throws<InvalidDataException>(() => Hpack.Decode([0xff, 0xff, 0xff, 0xff, 0xff, 0x0f], read));
    }

    private static string Print(long seed, long index)
    {
        var input = InputMix.Create(seed, index, s_world);
        return input + Convert.ToHexString(input.Bytes);
    }
}
