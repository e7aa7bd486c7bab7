using System.Text;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;
using Loyalty.Grains.Tests.Shape;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Grains.Tills;
using Loyalty.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Loyalty.Grains.Tests;

/// <summary>Whatever a call may carry arrives on the other silo as it was, every field of it.</summary>
[Collection(nameof(TwoSilos))]
public sealed class SerializationTests(TwoSilos silos)
{
    public static TheoryData<Type> Carried => [.. GrainContracts.CarriedBy(typeof(ICardGrain))
        .Concat(GrainContracts.CarriedBy(typeof(ITillSessionGrain))).Distinct()];

    [Theory]
    [MemberData(nameof(Carried))]
    public void Value_WithNothingAtItsDefault_ArrivesWhole(Type type)
    {
        var sent = new Filled().Of(type);

        var bytes = SerializerOf(CallFrom.AnotherSilo).SerializeToArray(sent);
        var arrived = SerializerOf(CallFrom.ItsOwnSilo).Deserialize<object>(bytes);

        Assert.Equal(Filled.TextOf(sent), Filled.TextOf(arrived));
    }

    [Fact]
    public void Command_SentAsOneOfMany_IsNamedByItsAlias()
    {
        foreach (var type in CommandMaker.Types)
        {
            var command = (ICardCommand)new Filled().Of(type);
            var bytes = SerializerOf(CallFrom.AnotherSilo).SerializeToArray(command);
            var text = Encoding.Latin1.GetString(bytes);
            Assert.Contains($"loyalty.{type.Name}", text, StringComparison.Ordinal);
            Assert.DoesNotContain(type.Namespace!, text, StringComparison.Ordinal);
        }
    }

    private Serializer SerializerOf(CallFrom from) =>
        silos.Pair.ServicesOf(from).GetRequiredService<Serializer>();
}
