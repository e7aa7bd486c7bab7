using FsCheck;
using FsCheck.Fluent;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Tests.Cards;

/// <summary>Random lives of a card: receipts of any age and size, under rules that change, with time passing.</summary>
public sealed class CardHistoryTests
{
    private sealed record Step(int DaysLater, int AgeDays, long TotalMinor, int Expiry, bool Carry, long PerDay);

    private static readonly Gen<Step> Steps =
        from daysLater in Gen.Frequency((3, Gen.Constant(0)), (3, Gen.Choose(1, 40)), (1, Gen.Choose(300, 800)))
        from age in Gen.Frequency((4, Gen.Choose(0, 30)), (1, Gen.Choose(31, 2_000)), (1, Gen.Choose(-2, -1)))
        from total in Gen.OneOf(
            Always.Number(1, 100_000), Gen.Elements(0, -1, 1_999, 2_000, 2_001, long.MaxValue, long.MinValue))
        from expiry in Gen.Choose(-1, 26)
        from carry in Gen.Elements(true, false)
        from perDay in Gen.Elements(0, 0, 3, 50)
        select new Step(daysLater, age, total, expiry, carry, perDay);

    private static readonly Gen<(long Debt, IList<Step> Steps)> Lives =
        from debt in Gen.Elements(0, 0, 1, 7, 500)
        from steps in Steps.ListOf()
        select ((long)debt, (IList<Step>)[.. steps]);

    [Fact]
    public void Decide_AnyLife_KeepsTheInvariants() => Always.SlotChanges(
        Lives,
        life =>
        {
            var (state, today) = (Sample.WithLots(life.Debt), Sample.Today);
            var entries = new List<LedgerEntry>();
            for (var i = 0; i < life.Steps.Count; i++)
            {
                today = today.AddDays(life.Steps[i].DaysLater);
                var decision = Decide(state, life.Steps[i], today, i);
                Assert.NotEqual(decision.Commit is null, decision.Refused is null);
                if (decision.Commit is not { } commit) continue;
                CardSums.Check(commit);
                Assert.Equal(state.Hash, commit.Before.Hash);
                Assert.DoesNotContain(commit.After.Lots, lot => lot.HasExpiredOn(today) && lot.Remaining == 0);
                Assert.InRange(commit.After.AvailableOn(today), 0, Math.Max(0, commit.After.Balance));
                Assert.Equal(commit.After.AvailableOn(today), commit.Answer.Available);
                entries.AddRange(commit.Entries);
                state = commit.After;
            }

            Assert.Equal(state.Balance, entries.Sum(entry => entry.Points) - life.Debt);
            var expected = Enumerable.Range(2, entries.Count).Select(seq => (long)seq);
            Assert.Equal(expected, entries.Select(entry => entry.Seq));
        });

    [Fact]
    public void Decide_SameLifeTwice_EndsInTheSameHash() => Always.SlotChanges(
        Lives, life => Assert.Equal(Live(life).AsSpan(), Live(life).AsSpan()), 100);

    [Fact]
    public void Decide_OneEntryChanged_BreaksTheChain() => Always.SlotChanges(
        from totals in Always.Number(1, 100_000).ListOf(5)
        from at in Gen.Choose(0, 4)
        select (totals, at),
        sample =>
        {
            var state = Sample.Issue().After;
            var genesis = state.Hash;
            var entries = new List<LedgerEntry>();
            foreach (var total in sample.totals)
            {
                var receipt = Sample.Paid(total, $"R-{entries.Count}");
                var commit = Sample.Committed(Card.Decide(state, Sample.Accrue(receipt), Sample.DecisionContext));
                entries.AddRange(commit.Entries);
                state = commit.After;
            }

            Assert.True(Links(entries));
            entries[sample.at] = entries[sample.at] with { Points = entries[sample.at].Points + 1 };
            Assert.False(Links(entries));

            bool Links(List<LedgerEntry> chain)
            {
                var hash = genesis;
                foreach (var entry in chain)
                {
                    if (!EntryHash.Compute(hash, entry).SequenceEqual(entry.Hash)) return false;
                    hash = entry.Hash;
                }

                return true;
            }
        });

    private static byte[] Live((long Debt, IList<Step> Steps) life)
    {
        var (state, today) = (Sample.WithLots(life.Debt), Sample.Today);
        for (var i = 0; i < life.Steps.Count; i++)
        {
            today = today.AddDays(life.Steps[i].DaysLater);
            state = Decide(state, life.Steps[i], today, i).Commit?.After ?? state;
        }

        return [.. state.Hash];
    }

    private static Decision Decide(CardState state, Step step, DateOnly today, int number)
    {
        var rules = Sample.Rules with
        {
            Expiry = step.Expiry switch
            {
                -1 => PointsExpiry.Never,
                0 => PointsExpiry.EndOfNextYear,
                _ => PointsExpiry.Months(step.Expiry),
            },
            Remainder = step.Carry ? EarnRemainder.Carry : EarnRemainder.Drop,
            ReceiptMaxAgeDays = step.AgeDays % 2 == 0 ? 0 : 60,
            MaxPointsPerDay = step.PerDay,
        };
        var receipt = Sample.Paid(step.TotalMinor, $"R-{number}", today.AddDays(-step.AgeDays));
        return Sample.Decide(state, Sample.Accrue(receipt), Sample.On(rules, Sample.NoonOf(today)));
    }
}
