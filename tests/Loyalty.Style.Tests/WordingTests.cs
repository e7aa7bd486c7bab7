namespace Loyalty.Style.Tests;

public sealed class WordingTests
{
    /// <summary>All code but this file, which has to spell out what it looks for.</summary>
    private static readonly string[] s_code = [.. Repository.Named(".cs").Where(IsOther)];

    private static readonly string[] s_binary = [".gz", ".png", ".ico"];

    /// <summary>
    /// The hosts that the code may point readers to, and this machine. No package source: those are settings.
    /// </summary>
    private static readonly string[] s_hosts =
    [
        "127.0.0.1", "localhost", "dot.net", "github.com", "learn.microsoft.com", "www.postgresql.org", "sqlite.org",
        "www.sqlite.org", "www.rfc-editor.org", "datatracker.ietf.org", "grpc.io", "protobuf.dev", "opensource.org",
        "www.apache.org", "cloud.google.com", "google.aip.dev", "buf.build", "schemas.microsoft.com",
        "json.schemastore.org", "www.w3.org", "opentelemetry.io", "nodejs.org",
    ];

    private static IEnumerable<string> Texts => Repository.Files
        .Where(file => !s_binary.Contains(Path.GetExtension(file)))
        .Where(IsOther);

    private static bool IsOther(string file) =>
        !file.EndsWith($"/{nameof(WordingTests)}.cs", StringComparison.Ordinal);

    [Theory]
    [InlineData(@"^\s*#\s*(end)?region\b", "regions hide what should be a type of its own")]
    [InlineData(@"\bFIXME\b", "fix it, or open an issue")]
    [InlineData(@"\bTODO\b(?!.*(#|issue )\d)", "name the issue")]
    [InlineData(@"\bNotImplementedException\b", "leave out what isn't there")]
    [InlineData(@"\bThread\.Sleep\b", "wait on the injected TimeProvider")]
    [InlineData(@"\bDateTime(Offset)?\.(Utc)?Now\b", "ask the injected TimeProvider")]
    [InlineData(@"\b(class|struct|record|interface|enum)\s+\w*(Manager|Helper|Util|Utils|Utilities|Processor)\b",
        "say what it does")]
    public void Code_NeverHas(string pattern, string why) =>
        Faults.None(s_code.Matching(pattern).Select(fault => $"{fault} ({why})"));

    [Fact]
    public void Text_NamesNoPathOfAMachine() =>
        Faults.None(Texts.Matching(@"(?<![\w.~-])/(work|root|farm)/|(?<![\w.~-])/home/[a-z]|[A-Z]:\\Users\\"));

    [Fact]
    public void Text_NamesNoPackageSource()
    {
        var allowed = string.Join('|', s_hosts.Select(host => host.Replace(".", "\\.", StringComparison.Ordinal)));
        Faults.None(Texts.Matching($@"https?://(?!({allowed})(?![\w.-]))[\w-]+(\.[\w-]+)*\.[a-z]{{2,}}(?![\w.])"));
        Faults.None(Texts.Matching(@"\b(nuget\.org|registry\.npmjs\.org|npmmirror\.com)/"));
    }

    [Fact]
    public void Text_EndsInOneNewlineAndHasNoCarriageReturnOrTab() => Faults.None(
        from file in Texts.Where(file => Path.GetExtension(file) != ".sln")
        let text = Repository.Read(file)
        where text.Length > 0 && (text.Contains('\r') || text.Contains('\t') || text[^1] != '\n')
        select file);
}
