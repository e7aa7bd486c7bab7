using Grpc.Core;
using Loyalty.Cli.Tests.Fakes;
using Loyalty.Client;

namespace Loyalty.Cli.Tests.Client;

public sealed class RefusalTests
{
    [Fact]
    public void Refusal_WithDetails_HasReasonFieldAndFacts()
    {
        var refusal = Refusal.From(FakeEngine.Refusing(
            StatusCode.InvalidArgument, "AMOUNT_NOT_POSITIVE", "Nothing was paid.", "receipt.total"));
        Assert.Equal(("AMOUNT_NOT_POSITIVE", "receipt.total", true, false),
            (refusal.Reason, refusal.Field, refusal.IsFromEngine, refusal.IsTransient));
        Assert.Equal("AMOUNT_NOT_POSITIVE: Nothing was paid. (field=receipt.total, a=1)", refusal.ToString());
    }

    [Fact]
    public void Refusal_WithBrokenDetails_HasTheStatus()
    {
        var trailers = new Metadata { { "grpc-status-details-bin", [0xFF, 0xFF, 0xFF] } };
        var refusal = Refusal.From(new RpcException(new Status(StatusCode.FailedPrecondition, "No."), trailers));
        Assert.Equal("FAILED_PRECONDITION: No.", refusal.ToString());
        Assert.False(refusal.IsFromEngine);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, "", true)]
    [InlineData(StatusCode.Unavailable, "LEDGER_UNAVAILABLE", true)]
    [InlineData(StatusCode.Unavailable, "OUTCOME_UNKNOWN", true)]
    [InlineData(StatusCode.Aborted, "LOST_RACE", true)]
    [InlineData(StatusCode.Aborted, "", false)]
    [InlineData(StatusCode.ResourceExhausted, "OVERLOADED", true)]
    [InlineData(StatusCode.ResourceExhausted, "", false)]
    [InlineData(StatusCode.DeadlineExceeded, "", true)]
    [InlineData(StatusCode.Internal, "", false)]
    [InlineData(StatusCode.InvalidArgument, "FIELD_MALFORMED", false)]
    [InlineData(StatusCode.AlreadyExists, "RECEIPT_CONFLICT", false)]
    public void Refusal_OfAKind_IsTransientOrNot(StatusCode code, string reason, bool transient) =>
        Assert.Equal(transient, Refusal.From(FakeEngine.Refusing(code, reason, "")).IsTransient);

    [Fact]
    public void Refusal_OfABrokenConnection_IsTransientWhateverItsStatus()
    {
        var broken = new Status(StatusCode.Internal, "Error reading.", new IOException("cut"));
        Assert.True(Refusal.From(new RpcException(broken)).IsTransient);
    }
}
