using FsCheck;
using FsCheck.Fluent;

namespace Loyalty.Domain.Tests;

public sealed class KeyTests
{
    private static readonly Gen<string> Part =
        Gen.Elements('/', '%', ':', '2', '5', 'F', 'a', '店').ListOf().Select(chars => string.Concat(chars));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a:b", "a%3Ab")]
    [InlineData("a%2Fb", "a%252Fb")]
    public void Escape_IsFrozen(string part, string escaped) => Assert.Equal(escaped, Key.Escape(part));

    [Fact]
    public void Of_DifferentParts_NeverMakeOneKey() => Always.SlotChanges(
        from left in Part.ListOf(3)
        from right in Part.ListOf(3)
        select (left, right),
        pair => Assert.Equal(
            pair.left.SequenceEqual(pair.right, StringComparer.Ordinal),
            Key.Of("k", [.. pair.left]) == Key.Of("k", [.. pair.right])),
        2_000);

    [Fact]
    public void Escape_Undone_IsThePartAgain() => Always.SlotChanges(
        Part, part => Assert.Equal(part, Uri.UnescapeDataString(Key.Escape(part))), 1_000);

    [Fact]
    public void Of_NumberOfParts_IsToldByTheKey() =>
        Assert.NotEqual(Key.Of("k", "a", "b"), Key.Of("k", "a/b"));

    [Fact]
    public void RequestScope_IsFrozen()
    {
        Assert.Equal("Till:mall-1:store-1:till-7", Sample.Till.RequestScope);
        Assert.Equal("BackOffice:::it", Sample.Office.RequestScope);
        Assert.Equal("Partner:a%3Ab::c%2Fd", new Caller(CallerKind.Partner, "c/d", "a:b", "", "").RequestScope);
    }

    [Fact]
    public void RequestScope_Operator_IsNoPartOfIt() =>
        Assert.Equal(Sample.Till.RequestScope, (Sample.Till with { Operator = "op-4" }).RequestScope);

    /// <summary>A till that was set up anew, in another spelling, repeats its own requests.</summary>
    [Fact]
    public void RequestScope_CodesInAnotherCase_IsTheSame() => Assert.Equal(
        Sample.Till.RequestScope,
        (Sample.Till with { Mall = "MALL-1", Store = "Store-1", Name = "TILL-7" }).RequestScope);

    [Fact]
    public void RequestScope_AnyOtherPart_IsPartOfIt()
    {
        string[] scopes =
        [
            Sample.Till.RequestScope,
            (Sample.Till with { Kind = CallerKind.Desk }).RequestScope,
            (Sample.Till with { Name = "till-8" }).RequestScope,
            (Sample.Till with { Mall = "mall-2" }).RequestScope,
            (Sample.Till with { Store = "store-2" }).RequestScope,
        ];
        Assert.Equal(scopes.Length, scopes.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void MayPostFor_StoreOfItsOwn_OnlyThatOne()
    {
        Assert.True(Sample.Till.MayPostFor("store-1"));
        Assert.False(Sample.Till.MayPostFor("store-2"));
        Assert.True(Sample.Till.MayPostFor("STORE-1"));
        Assert.True(Sample.Office.MayPostFor("store-2"));
    }
}
