using Loyalty.Ledger;
using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Store;

namespace Loyalty.Simulation.Breaks;

/// <summary>What is broken on purpose: a broken part takes the place of a sound one. This one is sound.</summary>
internal class BrokenPart
{
    /// <summary>Every break by its name on the command line.</summary>
    public static readonly IReadOnlyDictionary<string, BrokenPart> ByName = new Dictionary<string, BrokenPart>(
        StringComparer.Ordinal)
    {
        ["none"] = new(),
        ["fence"] = new WithoutFence(),
        ["request-id"] = new WithoutRequestId(),
        ["ack-early"] = new WithLedger(static (inner, _, _) => new EarlyLedger(inner)),
        ["no-reload"] = new WithLedger(static (inner, _, _) => new StubbornLedger(inner)),
        ["stale-refusal"] = new WithLedger(static (inner, _, _) => new RefusingLedger(inner)),
        ["card-twice-in-batch"] = new WithCardTwice(),
        ["one-side"] = new WithBooks(static step => new BooksOfFirstCards(step)),
        ["holding-kept"] = new WithBooks(static step => new BooksGivingNothingUp(step)),
        ["holding-free"] = new WithBooks(static step => new BooksWithoutHoldings(step)),
        ["further-free"] = new WithBooksOfOneIdentity(),
        ["batch-error-to-all"] = new WithStore(static inner => new BlamingStore(inner)),
    };

    public virtual Books NewBooks(Func<long> step) => new(step);

    public virtual ILedgerStore Around(ILedgerStore store, World world) => store;

    public virtual ILedger Around(ILedger ledger, ILedgerStore store, Machine machine) => ledger;

    private sealed class WithLedger(Func<ILedger, ILedgerStore, Machine, ILedger> around) : BrokenPart
    {
        public override ILedger Around(ILedger ledger, ILedgerStore store, Machine machine) =>
            around(ledger, store, machine);
    }

    private sealed class WithStore(Func<ILedgerStore, ILedgerStore> around) : BrokenPart
    {
        public override ILedgerStore Around(ILedgerStore store, World world) => around(store);
    }

    private sealed class WithBooks(Func<Func<long>, Books> books) : BrokenPart
    {
        public override Books NewBooks(Func<long> step) => books(step);
    }

    private sealed class WithoutFence : BrokenPart
    {
        public override Books NewBooks(Func<long> step) => new BooksWithoutFence(step);
    }

    private sealed class WithBooksOfOneIdentity : BrokenPart
    {
        public override Books NewBooks(Func<long> step) => new BooksOfOneIdentity(step);
    }

    private sealed class WithoutRequestId : BrokenPart
    {
        public override Books NewBooks(Func<long> step) => new BooksWithoutRequestId(step);
    }

    /// <summary>A writer that puts a card into a batch twice, over books that rely on it that it doesn't.</summary>
    private sealed class WithCardTwice : BrokenPart
    {
        public override Books NewBooks(Func<long> step) => new BooksJudgingBatchesAtOnce(step);

        public override ILedger Around(ILedger ledger, ILedgerStore store, Machine machine) =>
            new CarelessLedger(ledger, store, machine);
    }
}
