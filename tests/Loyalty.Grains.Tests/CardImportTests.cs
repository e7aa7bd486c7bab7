using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Testing;

namespace Loyalty.Grains.Tests;

public abstract class CardImportTests(TwoSilos silos, CallFrom from)
{
    private static readonly Caller BackOffice = new(CallerKind.BackOffice, "cli", "", "", "");

    private readonly GrainHost host = new(silos, from);

    [Fact]
    public async Task Import_SentAgainFromAnotherLineWithAnotherFreshNumber_Replays()
    {
        var command = Card(88_001);
        var grain = host.GrainOf(CardId.ForImport(command.IdempotencyKey));
        var first = await grain.ExecuteAsync(command, BackOffice);
        var again = await grain.ExecuteAsync(
            command with { Line = "again.csv:1", Number = Samples.Number(88_002) }, BackOffice);

        Assert.Equal((EntryKind.OpeningBalance, 42L, false), (first.Entry!.Kind, first.Entry.Points, first.Replayed));
        Assert.Equal((first.Entry.Seq, true), (again.Entry!.Seq, again.Replayed));
        Assert.Equal(Samples.Number(88_001), (await grain.ReadAsync(allowStale: false)).State!.Number);
    }

    [Fact]
    public async Task Import_WithOtherContent_IsRefused()
    {
        var command = Card(88_004) with { KeepsNumber = true };
        var grain = host.GrainOf(CardId.ForImport(command.IdempotencyKey));
        await grain.ExecuteAsync(command, BackOffice);

        var changed = (await grain.ExecuteAsync(command with { IsLost = true }, BackOffice)).Refused!;
        Assert.Equal((Refusal.ImportConflict, "card.lost"), (changed.Reason, changed.Field));
    }

    private ImportCard Card(long number) => new("old", $"A{host.NextNumber()}", Samples.Number(number))
    {
        Type = CardType.LongTerm, IssueDate = new DateOnly(2019, 2, 28), Line = "cards.csv:17",
        Lots = [new LotEffect(new DateOnly(2027, 12, 31), 30), new LotEffect(null, 12)],
    };

    [Collection(nameof(TwoSilos))]
    public sealed class OnTheSameSilo(TwoSilos silos) : CardImportTests(silos, CallFrom.ItsOwnSilo);

    [Collection(nameof(TwoSilos))]
    public sealed class OnTheOtherSilo(TwoSilos silos) : CardImportTests(silos, CallFrom.AnotherSilo);
}
