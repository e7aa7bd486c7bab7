using System.Net;
using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

/// <summary>Plain metadata is believed from this machine only; to a server in a pod, that is its own pod.</summary>
public sealed class CallerTests
{
    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("fd00::7")]
    [InlineData("::ffff:10.0.0.7")]
    public async Task Call_FromAnotherMachine_IsRefusedWhateverItSays(string address)
    {
        await using var server = new RunningServer { CallersAddress = IPAddress.Parse(address) };
        await server.StartAsync();
        var metadata = new Metadata { { CallerMetadata.Kind, CallerMetadata.BackOffice } };

        var info = await Some.RefusalAsync(
            server.Cards.IssueCardAsync(
                new() { RequestId = $"{Some.Id()}", Type = CardType.LongTerm }, metadata),
            StatusCode.Unauthenticated);

        Assert.Equal("CALLER_MALFORMED", info.Reason);
        Assert.Equal(("peer", "a caller on this machine"), (info.Metadata["field"], info.Metadata["expected"]));
    }
}
