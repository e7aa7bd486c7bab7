using System.Net;

namespace Loyalty.Server.Tests;

public sealed class HealthTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("/healthz/live", "live\n")]
    [InlineData("/healthz/ready", "ready\n")]
    public async Task Health_OfARunningServer_IsGood(string path, string body)
    {
        using var http = new HttpClient { BaseAddress = server.HttpUri };

        var answer = await http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync());
    }
}
