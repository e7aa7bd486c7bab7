using FsCheck.Fluent;

namespace Loyalty.Domain.Tests;

public sealed class CardIdTests
{
    private static readonly Guid Request = Guid.Parse("6f0d2a52-7a8e-4b0e-9c59-0d8a1f2b3c4d");

    /// <summary>Frozen: a repeated request must find its card after any upgrade.</summary>
    [Fact]
    public void ForRequest_IsFrozen() =>
        Assert.Equal(
            "bd1376a6-952c-817d-abdd-d86befbb0b73",
            CardId.ForRequest("Till:mall-1:store-1:till-7", Request).ToString());

    [Fact]
    public void ForRequest_ScopeOrIdDiffers_IsAnotherCard()
    {
        var id = CardId.ForRequest("a", Request);
        Assert.NotEqual(id, CardId.ForRequest("b", Request));
        Assert.NotEqual(id, CardId.ForRequest("a", Guid.Empty));
    }

    [Fact]
    public void CompareTo_AnyTwo_OrdersAsTheirTextDoes() => Always.SlotChanges(
        Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(16).Two(),
        pair =>
        {
            var left = new CardId(new Guid(pair.Item1, bigEndian: true));
            var right = new CardId(new Guid(pair.Item2, bigEndian: true));
            var expected = Math.Sign(string.CompareOrdinal(left.ToString(), right.ToString()));
            Assert.Equal(expected, Math.Sign(left.CompareTo(right)));
            Assert.Equal(expected < 0, left < right);
            Assert.Equal(expected > 0, left > right);
            Assert.Equal(expected <= 0, left <= right);
            Assert.Equal(expected >= 0, left >= right);
        });
}
