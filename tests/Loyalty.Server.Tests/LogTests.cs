using Grpc.Net.Client;
using Loyalty.Testing.Processes;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

/// <summary>The log that an operator reads of a server with nothing configured.</summary>
public sealed class LogTests : IDisposable
{
    private const int Cards = 100;

    private readonly string folder = Directory.CreateTempSubdirectory("loyalty-log-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Log_OfStartCardsAndStop_SaysWhatAnOperatorNeedsAndLittleElse()
    {
        await using var server = new ServerProcess(
            Path.Combine(folder, "log"), "--Loyalty:Data", Path.Combine(folder, "data"));
        await server.StartAsync();
        using (var channel = GrpcChannel.ForAddress(server.Address))
        {
            var cards = new CardsService.CardsServiceClient(channel);
            for (var i = 0; i < Cards; i++)
                await cards.IssueCardAsync(new() { RequestId = $"{Some.Id()}", Type = CardType.LongTerm });
        }

        Assert.Equal(0, await server.StopAsync());

        var said = server.Said();
        Assert.All(
            (string[])
            [
                "The ledger is ready", $"Silo S{server.Silo}", "is Active", $"listening on: http://{server.Grpc}",
                $"listening on: http://{server.Health}", "shutting down", $"The ledger is closed: {Cards} commits",
            ],
            word => Assert.Contains(word, said, StringComparison.Ordinal));
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length <= 30, said); // 22 were seen; a machine that is busy adds a warning or two
    }
}
