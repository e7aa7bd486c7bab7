using Loyalty.Torture.Checks;

namespace Loyalty.Torture.Tests.Checks;

public sealed class FailureLogTests : IDisposable
{
    private static readonly string[] Said =
    [
        "warn: Loyalty.Ledger.Writing.LedgerWriter[1]", "      Writing 1 commits failed",
        "fail: Loyalty.Server.Errors.CallInterceptor[1]",
        "      /loyalty.v1.CardsService/GetCard failed in a way nobody foresaw",
        "      System.InvalidOperationException: No.", "         at Somewhere()",
        "info: Microsoft.Hosting.Lifetime[0]", "      Application started.",
        "fail: Orleans.Messaging[1]", "      A connection ended.",
        "fail: Microsoft.AspNetCore.Server.Kestrel[13]", "      Connection id 7: no.",
    ];

    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Failures_OfALogThatGrows_AreEachToldOnceWithTheirStack()
    {
        File.WriteAllLines(path, ["fail: Loyalty.Server.Errors.CallInterceptor[1]", "      of another run"]);
        var log = new FailureLog(path);
        Assert.Empty(log.TakeNew());
        File.AppendAllLines(path, Said);
        Assert.Equal([string.Join('\n', Said[2..6]), string.Join('\n', Said[10..])], log.TakeNew());
        Assert.Empty(log.TakeNew());
    }

    [Fact]
    public void LastWords_OfAProcessThatCrashed_AreToldAndNoErrorByThemselves()
    {
        var log = new FailureLog(path);
        Assert.Empty(log.LastWords());
        string[] end = ["Process terminated.", "   at System.Environment.FailFast(System.String)"];
        File.AppendAllLines(path, [.. Said[..2], .. end, "info: Microsoft.Hosting.Lifetime[0]"]);
        Assert.Equal(string.Join('\n', end), log.LastWords());
        Assert.Empty(log.TakeNew());
    }
}
