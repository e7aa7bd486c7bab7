using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

/// <summary>A card's fees are the program's, mall by mall.</summary>
public sealed class ProgramTests : IAsyncLifetime
{
    private readonly RunningServer server = new();

    public async ValueTask InitializeAsync() => await server.StartAsync(
        "--Loyalty:Program:Malls:M1:ReplaceFee", "5", "--Loyalty:Program:Malls:M1:IssueFee", "0");

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Program_TellsTheFeesOfTheCallersMall()
    {
        var commands = new CardCommands(server);
        var here = await server.Program.GetProgramAsync(new(), Callers.Desk);
        Assert.Equal((0, 500, 200), (here.IssueFeeMinor, here.ReplaceFeeMinor, here.RenewFeeMinor));
        Assert.Equal((10_000, 5_000), (here.FreeIssueTotalMinor, here.SurrenderedIssueTotalMinor));
        var elsewhere = await server.Program.GetProgramAsync(new());
        Assert.Equal((200, 200), (elsewhere.IssueFeeMinor, elsewhere.ReplaceFeeMinor));

        var card = await commands.IssueAsync();
        Assert.Equal(here.ReplaceFeeMinor, (await commands.ReplaceAsync(card.CardNumber)).Entry.FeeMinor);
    }

    [Fact]
    public async Task Program_ForACallerThatMakesNoSense_IsRefused()
    {
        var caller = new Metadata { { CallerMetadata.Kind, "king" } };
        var info = await Some.RefusalAsync(
            server.Program.GetProgramAsync(new GetProgramRequest(), caller), StatusCode.Unauthenticated);
        Assert.Equal("CALLER_MALFORMED", info.Reason);
    }
}
