using System.Reflection;
using Loyalty.Runtime.Tests.Orleans;
using Orleans;
using Orleans.Runtime;

namespace Loyalty.Runtime.Tests.Solo;

public sealed class GrainInterfaceRulesTests
{
    [Fact]
    public void Check_OfEveryContractGrain_FindsNothing() =>
        Assert.All(
            typeof(ITurnGrain).Assembly.GetExportedTypes().Where(static type => type.IsInterface && !type.IsNested
                && typeof(IGrainWithStringKey).IsAssignableFrom(type)),
            static type => Assert.Empty(GrainInterfaceRules.Check(type)));

    [Theory]
    [InlineData(typeof(TurnGrain), "not an interface")]
    [InlineData(typeof(IHidden), "not public")]
    [InlineData(typeof(INoKey), "exactly one")]
    [InlineData(typeof(ITwoKeys), "exactly one")]
    [InlineData(typeof(IGeneric<int>), "is generic")]
    [InlineData(typeof(IReturnsInt), "must return Task")]
    [InlineData(typeof(IReturnsVoid), "must return Task")]
    [InlineData(typeof(IHasProperty), "property")]
    [InlineData(typeof(IGenericMethod), "Do is generic")]
    [InlineData(typeof(ITakesRef), "by reference")]
    [InlineData(typeof(ITwoTokens), "more than one CancellationToken")]
    public void Check_OfABadInterface_SaysWhy(Type type, string why) =>
        Assert.Contains(GrainInterfaceRules.Check(type), wrong => wrong.Contains(why, StringComparison.Ordinal));

    [Fact]
    public async Task GetGrain_OfABadInterface_NamesItAndTheReason()
    {
        await using var silo = await TestSilo.StartAsync();
        var failure = Assert.Throws<ArgumentException>(() => silo.Grain<IReturnsInt>("a"));
        Assert.Contains("IReturnsInt", failure.Message, StringComparison.Ordinal);
        Assert.Contains("must return Task", failure.Message, StringComparison.Ordinal);
        Assert.Contains("No grain class", Assert.Throws<ArgumentException>(() => silo.Grain<INobody>("a")).Message,
            StringComparison.Ordinal);
    }

    internal interface IHidden : IGrainWithStringKey;

    public interface INoKey : IGrain;

    public interface ITwoKeys : IGrainWithStringKey, IGrainWithGuidKey;

    public interface IGeneric<T> : IGrainWithStringKey;

    public interface INobody : IGrainWithStringKey;

    public interface IReturnsInt : IGrainWithStringKey
    {
        int Do();
    }

    public interface IReturnsVoid : IGrainWithStringKey
    {
        void Do();
    }

    public interface IHasProperty : IGrainWithStringKey
    {
        Task<int> Value { get; }
    }

    public interface IGenericMethod : IGrainWithStringKey
    {
        Task Do<T>();
    }

    public interface ITakesRef : IGrainWithStringKey
    {
        Task Do(ref int value);
    }

    public interface ITwoTokens : IGrainWithStringKey
    {
        Task Do(CancellationToken one, CancellationToken other);
    }
}
