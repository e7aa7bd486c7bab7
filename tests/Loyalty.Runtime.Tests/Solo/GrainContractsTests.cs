using System.Collections.Immutable;
using Loyalty.Runtime.Tests.Orleans;
using Loyalty.Testing.Shape;
using Orleans;

namespace Loyalty.Runtime.Tests.Solo;

/// <summary>Shows the checker good and bad types. Only here: the real packages' analyzers refuse some of the bad.
/// </summary>
public sealed class GrainContractsTests
{
    [Fact]
    public void Check_OfTheContractTestsOwnGrains_FindsNothing() =>
        Assert.Empty(GrainContracts.Check(typeof(ITurnGrain).Assembly.GetExportedTypes()
            .Where(static type => type is { IsInterface: true, IsNested: false })
            .Where(static type => typeof(IGrain).IsAssignableFrom(type))
            .SelectMany(GrainContracts.CarriedBy)));

    [Fact]
    public void Check_OfAnAssembly_FindsItsGrains() =>
        Assert.Contains(
            GrainContracts.Check(typeof(GrainContractsTests).Assembly),
            static violation => violation.StartsWith("Int32&", StringComparison.Ordinal));

    [Theory]
    [InlineData(typeof(int))]
    [InlineData(typeof(string))]
    [InlineData(typeof(DateOnly?))]
    [InlineData(typeof(DayOfWeek))]
    [InlineData(typeof(ImmutableArray<byte>))]
    [InlineData(typeof(ImmutableArray<Good>))]
    [InlineData(typeof(GoodNumber?))]
    [InlineData(typeof(GoodBase))]
    [InlineData(typeof(IGrainWithGuidKey))]
    public void Check_OfWhatMayBeShared_FindsNothing(Type type) => Assert.Empty(GrainContracts.Check([type]));

    [Theory]
    [InlineData(typeof(Bare), "lacks [GenerateSerializer]")]
    [InlineData(typeof(Bare), "lacks [Alias]")]
    [InlineData(typeof(Bare), "without [Id]")]
    [InlineData(typeof(Settable), "can change")]
    [InlineData(typeof(SettableField), "can change")]
    [InlineData(typeof(GetOnly), "no init")]
    [InlineData(typeof(Twice), "twice")]
    [InlineData(typeof(Open), "neither sealed nor abstract")]
    [InlineData(typeof(Loose), "not readonly")]
    [InlineData(typeof(WithArray), "Byte[] is not")]
    [InlineData(typeof(WithList), "IReadOnlyList`1 is not")]
    [InlineData(typeof(BadChild), "can change")]
    [InlineData(typeof(ImmutableArray<Bare>), "lacks [Alias]")]
    [InlineData(typeof(object), "is not a type of ours")]
    [InlineData(typeof((int, int)), "is not a type of ours")]
    public void Check_OfWhatMayNotBeShared_SaysWhy(Type type, string why) =>
        Assert.Contains(GrainContracts.Check([type]), violation => violation.Contains(why, StringComparison.Ordinal));

    [Fact]
    public void Check_OfTwoTypesWithOneAlias_SaysSo() =>
        Assert.Contains(
            GrainContracts.Check([typeof(Good), typeof(SameAlias)]),
            static violation => violation.Contains("alias", StringComparison.Ordinal));

    [GenerateSerializer, Alias("shape.Good")]
    public sealed record Good([property: Id(0)] string Text, [property: Id(1)] GoodNumber Number)
    {
        [Id(2)]
        public ImmutableArray<GoodNumber> More { get; init; } = [];

        public int Twice => Number.Value * 2;
    }

    [GenerateSerializer, Alias("shape.GoodNumber")]
    public readonly record struct GoodNumber([property: Id(0)] int Value);

    [GenerateSerializer, Alias("shape.GoodBase")]
    public abstract record GoodBase([property: Id(0)] int Value);

    [GenerateSerializer, Alias("shape.GoodChild")]
    public sealed record GoodChild(int Value, [property: Id(0)] string Text) : GoodBase(Value);

    [GenerateSerializer, Alias("shape.Settable")]
    public sealed record Settable
    {
        [Id(0)]
        public int Value { get; set; }
    }

    [GenerateSerializer, Alias("shape.SettableField")]
    public sealed class SettableField
    {
        [Id(0)]
        public int Value;
    }

    [GenerateSerializer, Alias("shape.Twice")]
    public sealed record Twice
    {
        [Id(0)]
        public int One { get; init; }

        [Id(0)]
        public int Other { get; init; }
    }

    [GenerateSerializer, Alias("shape.Open")]
    public record Open([property: Id(0)] int Value);

    [GenerateSerializer, Alias("shape.Loose")]
    public record struct Loose([property: Id(0)] int Value);

    [GenerateSerializer, Alias("shape.WithArray")]
    public sealed record WithArray([property: Id(0)] byte[] Value);

    [GenerateSerializer, Alias("shape.WithList")]
    public sealed record WithList([property: Id(0)] IReadOnlyList<int> Value);

    [GenerateSerializer, Alias("shape.BadBase")]
    public abstract record BadBase
    {
        [Id(0)]
        public int Value { get; set; }
    }

    [GenerateSerializer, Alias("shape.BadChild")]
    public sealed record BadChild : BadBase;

    public sealed record Bare(int Value);

    public sealed record GetOnly
    {
        [Id(0)]
        public int Value { get; }
    }

    [Alias("shape.Good")]
    public sealed record SameAlias;
}
