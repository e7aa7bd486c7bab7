using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Loyalty.WireFuzz.Checks;
using Loyalty.WireFuzz.Http2;
using Loyalty.WireFuzz.Inputs;

namespace Loyalty.WireFuzz.Tests;

/// <summary>Each answer that no server may give is found.</summary>
public sealed class AnswerRulesTests
{
    private static readonly WireInput s_input = new(1, "message: cut off", WireLevel.Call)
    {
        Method = ServiceMethod.All.Single(method => method.Path.EndsWith("/AccruePoints", StringComparison.Ordinal)),
        MustRefuse = true,
    };

    [Fact]
    public void Answer_ThatRefusesWithAReason_IsRight()
    {
        Assert.Null(AnswerRules.FaultOf(s_input, Refused(3, "The field is missing.", "FIELD_MALFORMED")));
        Assert.Null(AnswerRules.FaultOf(s_input with { MustRefuse = false }, Refused(0, "", null)));
    }

    [Theory]
    [InlineData(0, "", "FIELD_MALFORMED")] // accepted what is invalid
    [InlineData(3, "Malformed.", null)] // no reason
    [InlineData(2, "Something.", "FIELD_MALFORMED")]
    [InlineData(13, "The server failed at this call.", null)]
    [InlineData(3, "at Loyalty.Server.Points.Accrue() in Points.cs:line 3", "FIELD_MALFORMED")]
    [InlineData(3, "IndexOutOfRangeException", "FIELD_MALFORMED")]
    [InlineData(3, "Could not open /var/lib/loyalty.db", "FIELD_MALFORMED")]
    [InlineData(5, "Orleans.Runtime.GrainReference", "CARD_UNKNOWN")]
    public void Answer_ThatIsWrong_IsFound(int status, string message, string? reason) =>
        Assert.NotNull(AnswerRules.FaultOf(s_input, Refused(status, message, reason)));

    [Fact]
    public void Answer_ThatNeverCame_IsFound()
    {
        Assert.NotNull(AnswerRules.FaultOf(s_input, new CallAnswer { TimedOut = true }));
        Assert.NotNull(AnswerRules.FaultOf(s_input, new CallAnswer()));
        Assert.NotNull(AnswerRules.FaultOf(s_input, new CallAnswer { Reset = 2 }));
        var empty = new CallAnswer { IsWhole = true, Headers = { [":status"] = "200" } };
        Assert.NotNull(AnswerRules.FaultOf(s_input, empty));
    }

    [Fact]
    public void Log_WithAnErrorOrACardNumber_IsFound()
    {
        Assert.Empty(ServerLog.Read(["info: A[1]", "      card 9800***1231"]).Faults);
        Assert.Single(ServerLog.Read(["fail: Loyalty.Server.Errors.CallInterceptor[1]", "      It failed."]).Faults);
        Assert.Single(ServerLog.Read(["info: A[1]", "      card 9800012345678901231"]).Faults);
        Assert.Single(ServerLog.Read(["Unhandled exception. System.Exception"]).Faults);
    }

    [Fact]
    public async Task Accounts_WithAnEntryThatNobodyWasToldOf_SayWhichItIs()
    {
        var accounts = new Accounts();
        accounts.Sent(1);
        accounts.Refused();
        var commit = Testing.Samples.Issue(1);

        Assert.NotEmpty(await accounts.CompareAsync(commit.Entries.ToAsyncEnumerable()));

        accounts.Sent(1);
        accounts.Acknowledged(commit.Entries[0].CardId.ToString(), 1, 0);
        Assert.Empty(await accounts.CompareAsync(commit.Entries.ToAsyncEnumerable()));

        Assert.NotEmpty(await accounts.CompareAsync(commit.Entries.Take(0).ToAsyncEnumerable()));
    }

    private static CallAnswer Refused(int status, string message, string? reason)
    {
        var details = new Google.Rpc.Status { Code = status };
        if (reason is not null) details.Details.Add(Any.Pack(new ErrorInfo { Reason = reason }));
        return new CallAnswer
        {
            IsWhole = true,
            Headers =
            {
                [":status"] = "200",
                ["grpc-status"] = status.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["grpc-message"] = message,
                ["grpc-status-details-bin"] = reason is null ? "" : Convert.ToBase64String(details.ToByteArray()),
            },
        };
    }
}
