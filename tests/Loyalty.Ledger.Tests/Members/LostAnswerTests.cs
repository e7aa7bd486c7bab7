using Loyalty.Domain;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Members;

/// <summary>Answers of the database that don't come.</summary>
public sealed class LostAnswerTests(SqliteBed bed) : IClassFixture<SqliteBed>
{
    /// <summary>Options of tests in which the answer comes; a busy machine may take long for it.</summary>
    private static readonly LedgerOptions s_patient = new() { Deadline = TimeSpan.FromSeconds(20) };

    private static readonly LedgerOptions s_options = new() { Deadline = TimeSpan.FromMilliseconds(200) };

    [Fact]
    public async Task Change_WhoseAnswerWasLostOnce_IsDoneOnceAndAnswered()
    {
        using var stores = TestStores.OfSqlite(bed.NewFolder());
        await stores.MigrateAsync();
        var breaking = new BreakingStore(stores.Members) { AnswersLost = 1 };
        var register = await TestMembers.OpenAsync(breaking, s_patient);

        var created = await register.CreateAsync(People.Create(1));
        breaking.AnswersLost = 1;
        var moved = await register.UpdateAsync(People.Move(created.Member!, 101, "elsewhere"));
        breaking.AnswersLost = 1;
        var erased = await register.EraseAsync(created.Member!.Id);

        Assert.Equal((1, 2, 3), (created.Member.Version, moved.Member!.Version, erased.Member!.Version));
        Assert.True(created.Replayed && moved.Replayed && erased.Replayed);
    }

    [Fact]
    public async Task Change_WhoseAnswerNeverComes_IsUnknownAndTheRepeatTells()
    {
        using var stores = TestStores.OfSqlite(bed.NewFolder());
        await stores.MigrateAsync();
        var breaking = new BreakingStore(stores.Members) { AnswersLost = 1, IsAwayAfterLoss = true };
        var register = await TestMembers.OpenAsync(breaking, s_options);

        var lost = await register.CreateAsync(People.Create(1));
        breaking.IsAway = false;
        var patient = await TestMembers.OpenAsync(breaking, s_patient);
        var again = await patient.CreateAsync(People.Create(1));

        Assert.Equal(Refusal.OutcomeUnknown, lost.Refused!.Reason);
        Assert.True(again.Replayed);
    }

    [Fact]
    public async Task Database_ThatIsAway_IsSaidSo()
    {
        using var stores = TestStores.OfSqlite(bed.NewFolder());
        await stores.MigrateAsync();
        var breaking = new BreakingStore(stores.Members);
        var register = await TestMembers.OpenAsync(breaking, s_options);
        breaking.IsAway = true;

        Assert.Equal(
            Refusal.LedgerUnavailable, (await register.CreateAsync(People.Create(1))).Refused!.Reason);
        Assert.Equal(Refusal.LedgerUnavailable, (await register.GetAsync(default)).Refused!.Reason);
        Assert.Equal(Refusal.LedgerUnavailable, (await register.FindAsync(People.Phone(1))).Refused!.Reason);
    }
}
