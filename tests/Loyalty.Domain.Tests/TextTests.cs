namespace Loyalty.Domain.Tests;

public sealed class TextTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("R-1001/7 b")]
    [InlineData("~!\"#$%&'()*+,-./:;<=>?@[]^_`{|}")]
    public void IsIdentifier_PrintableAscii_Holds(string text) => Assert.True(Text.IsIdentifier(text));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a\tb")]
    [InlineData("a\0")]
    [InlineData("\u007f")]
    [InlineData("é")]
    [InlineData("店")]
    [InlineData("a\u00a0b")]
    [InlineData("\ufeffa")]
    public void IsIdentifier_AnythingElse_DoesNot(string text) => Assert.False(Text.IsIdentifier(text));

    [Theory]
    [InlineData("T1", "t1")]
    [InlineData("Ｔ１", "t1")]
    [InlineData("ｔ－１\u3000Ａ～", "t-1 a~")]
    [InlineData("店Ｅ", "店e")]
    [InlineData("", "")]
    public void FoldCode_CaseAndWidth_AreNoDifference(string code, string folded) =>
        Assert.Equal(folded, Text.FoldCode(code));

    [Fact]
    public void IsIdentifier_Length_IsAtMost64()
    {
        Assert.True(Text.IsIdentifier(new string('x', 64)));
        Assert.False(Text.IsIdentifier(new string('x', 65)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("停车券 2小时")]
    [InlineData("𠮷野家")] // beyond the basic plane
    [InlineData("👨‍👩‍👧")] // joined by U+200D
    [InlineData("می‌خواهم")] // with U+200C
    [InlineData("שלום\u200f!")] // a mark, which reorders nothing beside it
    [InlineData("e\u0301")]
    [InlineData("\ue000")] // private use: old Chinese encodings map there
    [InlineData("a\u00a0b")]
    public void IsLabel_AnyScript_Holds(string text) => Assert.True(Text.IsLabel(text));

    [Theory]
    [InlineData("\0")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\tb")]
    [InlineData("\u001b[31m")]
    [InlineData("\u007f")]
    [InlineData("\u0085")]
    [InlineData("\u2028")]
    [InlineData("\u2029")]
    [InlineData("\ufffd")] // what a decoder leaves of broken UTF-8
    [InlineData("\ufffe")] // a non-character
    [InlineData("\u0378")] // unassigned
    [InlineData("safe\u202egnp.exe")]
    [InlineData("\u202a")]
    [InlineData("\u2066")]
    [InlineData("\u2069")]
    public void IsLabel_ControlsAndBrokenText_DoesNot(string text) => Assert.False(Text.IsLabel(text));

    /// <summary>Made here: an attribute's text can't carry a surrogate by itself.</summary>
    [Fact]
    public void IsLabel_UnpairedSurrogate_DoesNot()
    {
        Assert.False(Text.IsLabel("a" + (char)0xD83D));
        Assert.False(Text.IsLabel((char)0xDE00 + "a"));
        Assert.False(Text.IsLabel(new string([(char)0xDE00, (char)0xD83D])));
        Assert.False(Text.IsLabel(new string('x', 63) + (char)0xD83D));
    }

    [Fact]
    public void IsLabel_Length_IsAtMost64Utf16Units()
    {
        Assert.True(Text.IsLabel(new string('店', 64)));
        Assert.False(Text.IsLabel(new string('店', 65)));
        Assert.True(Text.IsLabel(string.Concat(Enumerable.Repeat("😀", 32))));
        Assert.False(Text.IsLabel(string.Concat(Enumerable.Repeat("😀", 33))));
    }
}
