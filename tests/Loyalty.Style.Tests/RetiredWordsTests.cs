using System.Text.RegularExpressions;

namespace Loyalty.Style.Tests;

/// <summary>
/// Words that a term of the field has replaced (docs/glossary.md) stay away, in code and pages alike.
/// </summary>
public sealed class RetiredWordsTests
{
    private static readonly string[] s_kinds =
        [".cs", ".sql", ".proto", ".md", ".json", ".yaml", ".sh", ".mjs", ".csproj", ".props"];

    /// <summary>All but this file, google's protos, and scripts about other people's software.</summary>
    private static IEnumerable<string> Texts => Repository.Files.Where(file =>
        s_kinds.Contains(Path.GetExtension(file))
        && !file.EndsWith($"/{nameof(RetiredWordsTests)}.cs", StringComparison.Ordinal)
        && !file.StartsWith("protos/google/", StringComparison.Ordinal)
        && !file.StartsWith("findings/", StringComparison.Ordinal));

    [Theory]
    [InlineData(@"\bbooks?\b|\bBooks\b", "ledger")]
    [InlineData(@"\b[Bb]ooked\b|\b[Bb]ooking\b", "posted, posting")]
    [InlineData(@"\b[Ff]enced\b|\bfences\b|\bthe fence\b|[a-z]Fence\b", "expected version, version conflict")]
    [InlineData(@"\b[Vv]erdicts?\b|\b[Gg]uilty\b|\bJudge\b", "commit outcome, status, conflict resolution")]
    [InlineData(
        @"^(?!.*[Gg]uest).*\b(Claims|ClaimKey|Claimed|ClaimedBy)\b|\b(Draws?|Drawn|Holdings?|HoldChange)\b",
        "unique key, allocation, slot")]
    [InlineData(@"\b(identity_key|IdentityKey|IdentityOn|Meaning|MeaningField)\b", "idempotency key, fingerprint")]
    [InlineData(
        @"\b[Rr]emember(s|ed|ing)?\b|\b[Rr]ecall(s|ed)?\b|(?<!term-)\b[Ff]org[eo]t(s|ten|ting)?\b",
        "cache, invalidate, drop")]
    [InlineData(@"\b[Cc]ircumstances\b|\b[Ss]urroundings\b", "decision context, environment")]
    [InlineData(@"\b[Ss]eals?\b|\b[Ss]ealing\b|\bSealed\b|\b[Uu]nseal", "encrypt, wrap")]
    [InlineData(@"\b[Tt](aken|akes?|ook) over\b|\bEntryKind\.Opening\b", "imported, opening balance")]
    [InlineData(@"\beras?\b|\bEra\b", "database incarnation")]
    [InlineData(@"\bon hold\b", "suspended")]
    [InlineData(@"\b[Mm]oved on\b", "changed since")]
    [InlineData(@"\bfor good\b|\b[Rr]efusals? that pass", "permanent, settled, transient")]
    [InlineData(@"\b[Pp]rogramme", "program")]
    [InlineData(
        @"\b(\w+Shape|RefusalPick|FreshNumber|TillProgress|LostMembers|EntryWords|PlumbingErrors|CallGuard)\b",
        "validator, card number generator, upload checkpoint, entry summary, runtime errors, call interceptor")]
    [InlineData(@"\b[Hh]imself\b|\b[Hh]is\b|\b[Hh]im\b|\bhe\b|\bHe\b", "they")]
    public void Text_NeverHas(string retired, string instead) =>
        Faults.None(Texts.Matching(retired).Select(fault => $"{fault} (say: {instead})"));

    [Fact]
    public void Docstring_BeginsWithWhatAThingIsOrDoes()
    {
        var vague = new Regex(
            @"<summary>\s*(///\s*)?(What|Who|Where)\b[^\n]*", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        Faults.None(
            from file in Repository.Named(".cs")
            from match in vague.Matches(Repository.Read(file))
            select $"{file}: {match.Value}");
    }
}
