using Loyalty.Application.Cards;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Ledger;

namespace Loyalty.Application.Tests.Cards;

public sealed class CardStockTests
{
    private static readonly CardNumberGenerator Numbers = new("9800", () => new string('5', CardNumber.BodyLength));

    private static readonly Caller Keeper = new(CallerKind.BackOffice, "stock", "", "", "");

    [Fact]
    public void Generator_OfAPrefix_MakesNumbersThatAreWellFormedAndOverlapItsOwn()
    {
        var number = Numbers.Next();
        Assert.StartsWith("9800555", number.Digits, StringComparison.Ordinal);
        Assert.Null(CardNumber.Parse(number.Digits, out _));
        Assert.True(Numbers.Overlaps(number.Digits, number.Digits));
    }

    /// <summary>Ranges of the generator's length, by their bodies behind a prefix.</summary>
    [Theory]
    [InlineData("9799", "9799", null)]
    [InlineData("9801", "9900", null)]
    [InlineData("9800", "9800", "first_number")]
    [InlineData("9799", "9801", "first_number")]
    [InlineData("9801", "9799", "last_number")]
    public void Range_BesideOrOverTheGeneratedNumbers_IsCheckedAgainstThem(string first, string last, string? field) =>
        Assert.Equal(field, Stock(new Register()).Check(Number(first), Number(last))?.Field);

    [Fact]
    public void Range_OfAnotherLength_NeverOverlaps() => Assert.Null(Stock(new Register()).Check(
        CardNumber.Create("9800", "0000001"), CardNumber.Create("9800", "0000009")));

    [Theory]
    [InlineData(CommitStatus.Committed, false)]
    [InlineData(CommitStatus.Replayed, true)]
    public async Task Range_ThatIsRegistered_SaysWhetherItWasBefore(CommitStatus status, bool replayed) =>
        Assert.Equal(replayed, await Stock(new Register { Status = status }).RegisterAsync(Range, default));

    [Fact]
    public async Task Range_OfARequestThatRegisteredAnother_Conflicts() =>
        Assert.Equal(Refusal.RequestConflict, await RefusalOfAsync(new Register { Status = CommitStatus.Conflict }));

    /// <summary>Nothing of a failure says that the range is not there.</summary>
    [Theory]
    [InlineData(StoreFailure.Transient)]
    [InlineData(StoreFailure.Unavailable)]
    [InlineData(StoreFailure.Unknown)]
    public async Task Range_AtWhichTheDatabaseFailed_MayBeThere(StoreFailure failure) => Assert.Equal(
        Refusal.OutcomeUnknown, await RefusalOfAsync(new Register { Failure = new StoreException(failure, "cut") }));

    [Fact]
    public async Task Number_InNoRange_IsRefusedByItsMaskedDigits()
    {
        var number = Number("9801");
        var refused = (await Assert.ThrowsAsync<RefusedException>(
            () => Stock(new Register()).RequireAsync(number, default))).Refused;
        Assert.Equal((Refusal.StockNumberUnknown, "stock_number"), (refused.Reason, refused.Field));
        Assert.Equal(number.Masked, Assert.Single(refused.Facts).Value);
        await Stock(new Register { Holds = true }).RequireAsync(number, default);
    }

    private static StockRange Range => new("request/1", Number("9801"), Number("9900"), Keeper);

    private static CardStock Stock(Register register) => new(register, Numbers);

    private static CardNumber Number(string prefix) =>
        CardNumber.Create(prefix, new string('0', CardNumber.BodyLength));

    private static async Task<Refusal> RefusalOfAsync(Register register)
    {
        var thrown = await Assert.ThrowsAsync<RefusedException>(() => Stock(register).RegisterAsync(Range, default));
        return thrown.Refused.Reason;
    }

    private sealed class Register : IStockRegister
    {
        public CommitStatus Status { get; init; }

        public StoreException? Failure { get; init; }

        public bool Holds { get; init; }

        public Task<CommitStatus> RegisterAsync(StockRange range, CancellationToken cancellationToken) =>
            Failure is null ? Task.FromResult(Status) : Task.FromException<CommitStatus>(Failure);

        public Task<bool> HoldsAsync(CardNumber number, CancellationToken cancellationToken) =>
            Task.FromResult(Holds);
    }
}
