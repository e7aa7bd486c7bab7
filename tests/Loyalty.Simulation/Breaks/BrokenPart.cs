using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;
using Loyalty.Ledger;
using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Store;
using Orleans.Serialization.Invocation;

namespace Loyalty.Simulation.Breaks;

/// <summary>What is broken on purpose: a broken part takes the place of a sound one. This one is sound.</summary>
internal class BrokenPart
{
    /// <summary>What another guard covers, so that nothing is violated: the README says which.</summary>
    public static readonly IReadOnlyDictionary<string, BrokenPart> Covered = new Dictionary<string, BrokenPart>(
        StringComparer.Ordinal)
    {
        ["unknown-keeps-memory"] = new WithLedger(
            static (inner, _, world) => new RememberingLedger(inner, world.Tally, takesForDone: false)),
        ["cache-survives-deactivation"] = new WithLedger(
            static (inner, _, world) => new SurvivingLedger(inner, world.Tally)),
        ["exhausted-before-locked"] = new WithStore(
            static (inner, world) => new StoreSayingExhaustedFirst(inner, world.Tally)),
    };

    /// <summary>Every break by its name on the command line.</summary>
    public static readonly IReadOnlyDictionary<string, BrokenPart> ByName = new Dictionary<string, BrokenPart>(
        Covered, StringComparer.Ordinal)
    {
        ["none"] = new(),
        ["fence"] = new WithBooks(static step => new BooksWithoutFence(step)),
        ["request-id"] = new WithBooks(static step => new BooksWithoutRequestId(step)),
        ["ack-early"] = new WithLedger(static (inner, _, _) => new EarlyLedger(inner)),
        ["no-reload"] = new WithLedger(static (inner, _, _) => new StubbornLedger(inner)),
        ["stale-refusal"] = new WithLedger(static (inner, _, _) => new RefusingLedger(inner, ofReads: false)),
        ["stale-read"] = new WithLedger(static (inner, _, _) => new RefusingLedger(inner, ofReads: true)),
        ["unknown-taken-for-done"] = new WithLedger(
            static (inner, _, world) => new RememberingLedger(inner, world.Tally, takesForDone: true)),
        ["card-twice-in-batch"] = new WithCardTwice(),
        ["one-side"] = new WithBooks(static step => new BooksOfFirstCards(step)),
        ["holding-kept"] = new WithBooks(static step => new BooksGivingNothingUp(step)),
        ["holding-free"] = new WithBooks(static step => new BooksWithoutHoldings(step)),
        ["claim-free"] = new WithBooks(static step => new BooksOfFreeClaims(step)),
        ["further-free"] = new WithBooks(static step => new BooksOfOneIdentity(step)),
        ["batch-error-to-all"] = new WithStore(static (inner, _) => new BlamingStore(inner)),
        ["term-forgotten"] = new WithStore(static (inner, _) => new StoreForgettingTerms(inner)),
        ["draws-before-lock"] = new WithBooks(static step => new BooksDrawingOnArrival(step)),
        ["draws-outside"] = new WithBooks(static step => new BooksDrawingOutside(step)),
        ["campaign-off-by-one"] = new WithBooks(static step => new BooksOfOneMore(step)),
        ["no-alarm"] = new WithTimeOfWriter(static time => new TimeWithoutAlarms(time)),
        ["alarm-late"] = new WithTimeOfWriter(static time => new TimeWithLateAlarms(time)),
        ["no-read-alarm"] = new WithoutReadAlarm(),
        ["wake-up-lost"] = new WithLostWakeUps(),
        ["lost-call-denied"] = new DenyingLostCalls(),
        ["order-trusted"] = new TrustingOrder(),
        ["field-not-carried"] = new LosingFields(),
    };

    public virtual Books NewBooks(Func<long> step) => new(step);

    public virtual ILedgerStore Around(ILedgerStore store, World world) => store;

    public virtual ILedger Around(ILedger ledger, ILedgerStore store, Machine machine, World world) => ledger;

    /// <summary>How a node calls a grain to accrue.</summary>
    public virtual Task<CardAnswer> AccrueAsync(ICardGrain card, AccruePoints command, Caller caller) =>
        card.AccrueAsync(command, caller);

    /// <summary>What a node makes of an exception; null for one that nobody foresaw.</summary>
    public virtual Refusal? RefusalOf(Exception exception, Refusal? sound) => sound;

    /// <summary>What of an answer comes to another silo.</summary>
    public virtual Response OverTheLink(Response response) => response;

    public virtual LedgerSurroundings OfWriter(LedgerSurroundings surroundings) => surroundings;

    public virtual LedgerSurroundings OfReader(LedgerSurroundings surroundings) => surroundings;

    private sealed class WithLedger(Func<ILedger, ILedgerStore, World, ILedger> around) : BrokenPart
    {
        public override ILedger Around(ILedger ledger, ILedgerStore store, Machine machine, World world) =>
            around(ledger, store, world);
    }

    private sealed class WithStore(Func<ILedgerStore, World, ILedgerStore> around) : BrokenPart
    {
        public override ILedgerStore Around(ILedgerStore store, World world) => around(store, world);
    }

    private sealed class WithBooks(Func<Func<long>, Books> books) : BrokenPart
    {
        public override Books NewBooks(Func<long> step) => books(step);
    }

    /// <summary>A writer that puts a card into a batch twice, over books that rely on it that it doesn't.</summary>
    private sealed class WithCardTwice : BrokenPart
    {
        public override Books NewBooks(Func<long> step) => new BooksJudgingBatchesAtOnce(step);

        public override ILedger Around(ILedger ledger, ILedgerStore store, Machine machine, World world) =>
            new CarelessLedger(ledger, store, machine);
    }

    private sealed class WithTimeOfWriter(Func<TimeProvider, TimeProvider> around) : BrokenPart
    {
        public override LedgerSurroundings OfWriter(LedgerSurroundings surroundings) =>
            surroundings with { Time = around(surroundings.Time) };
    }

    private sealed class WithoutReadAlarm : BrokenPart
    {
        public override LedgerSurroundings OfReader(LedgerSurroundings surroundings) =>
            surroundings with { Time = new TimeWithoutAlarms(surroundings.Time) };
    }

    private sealed class WithLostWakeUps : BrokenPart
    {
        public override LedgerSurroundings OfWriter(LedgerSurroundings surroundings) =>
            surroundings with { Runner = new ForgetfulRunner(surroundings.Runner) };
    }
}
