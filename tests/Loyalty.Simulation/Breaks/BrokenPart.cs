using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;
using Loyalty.Ledger;
using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Store;
using Orleans.Serialization.Invocation;

namespace Loyalty.Simulation.Breaks;

/// <summary>A part that is broken on purpose: it takes the place of a sound one. This one is sound.</summary>
internal class BrokenPart
{
    /// <summary>The breaks that another guard covers, so that nothing is violated: the README says which.</summary>
    public static readonly IReadOnlyDictionary<string, BrokenPart> Covered = new Dictionary<string, BrokenPart>(
        StringComparer.Ordinal)
    {
        ["unknown-keeps-memory"] = new WithLedger(
            static (inner, _, world) => new CachingLedger(inner, world.Tally, takesForDone: false)),
        ["cache-survives-deactivation"] = new WithLedger(
            static (inner, _, world) => new SurvivingLedger(inner, world.Tally)),
        ["exhausted-before-locked"] = new WithStore(
            static (inner, world) => new StoreSayingQuotaExhaustedFirst(inner, world.Tally)),
    };

    /// <summary>Every break by its name on the command line.</summary>
    public static readonly IReadOnlyDictionary<string, BrokenPart> ByName = new Dictionary<string, BrokenPart>(
        Covered, StringComparer.Ordinal)
    {
        ["none"] = new(),
        ["fence"] = new WithState(static step => new StateWithoutVersionCheck(step)),
        ["request-id"] = new WithState(static step => new StateWithoutRequestId(step)),
        ["ack-early"] = new WithLedger(static (inner, _, _) => new EarlyLedger(inner)),
        ["no-reload"] = new WithLedger(static (inner, _, _) => new StubbornLedger(inner)),
        ["stale-refusal"] = new WithLedger(static (inner, _, _) => new RefusingLedger(inner, ofReads: false)),
        ["stale-read"] = new WithLedger(static (inner, _, _) => new RefusingLedger(inner, ofReads: true)),
        ["unknown-taken-for-done"] = new WithLedger(
            static (inner, _, world) => new CachingLedger(inner, world.Tally, takesForDone: true)),
        ["card-twice-in-batch"] = new WithCardTwice(),
        ["one-side"] = new WithState(static step => new StateOfFirstCards(step)),
        ["holding-kept"] = new WithState(static step => new StateReleasingNothing(step)),
        ["holding-free"] = new WithState(static step => new StateWithoutSlots(step)),
        ["claim-free"] = new WithState(static step => new StateOfFreeKeys(step)),
        ["further-free"] = new WithState(static step => new StateOfOneKey(step)),
        ["batch-error-to-all"] = new WithStore(static (inner, _) => new BlamingStore(inner)),
        ["term-forgotten"] = new WithStore(static (inner, _) => new StoreLosingTerms(inner)),
        ["draws-before-lock"] = new WithState(static step => new StateAllocatingOnArrival(step)),
        ["draws-outside"] = new WithState(static step => new StateAllocatingOutside(step)),
        ["campaign-off-by-one"] = new WithState(static step => new StateOfOneMore(step)),
        ["no-alarm"] = new WithTimeOfWriter(static time => new TimeWithoutAlarms(time)),
        ["alarm-late"] = new WithTimeOfWriter(static time => new TimeWithLateAlarms(time)),
        ["no-read-alarm"] = new WithoutReadAlarm(),
        ["wake-up-lost"] = new WithLostWakeUps(),
        ["lost-call-denied"] = new DenyingLostCalls(),
        ["order-trusted"] = new TrustingOrder(),
        ["field-not-carried"] = new LosingFields(),
    };

    public virtual LedgerState NewLedger(Func<long> step) => new(step);

    public virtual ILedgerStore Around(ILedgerStore store, World world) => store;

    public virtual ILedger Around(ILedger ledger, ILedgerStore store, Machine machine, World world) => ledger;

    /// <summary>How a node calls a grain.</summary>
    public virtual ICardGrain Around(ICardGrain card) => card;

    /// <summary>Returns the answer that another silo receives.</summary>
    public virtual Response OverTheLink(Response response) => response;

    public virtual LedgerEnvironment OfWriter(LedgerEnvironment environment) => environment;

    public virtual LedgerEnvironment OfReader(LedgerEnvironment environment) => environment;

    private sealed class WithLedger(Func<ILedger, ILedgerStore, World, ILedger> around) : BrokenPart
    {
        public override ILedger Around(ILedger ledger, ILedgerStore store, Machine machine, World world) =>
            around(ledger, store, world);
    }

    private sealed class WithStore(Func<ILedgerStore, World, ILedgerStore> around) : BrokenPart
    {
        public override ILedgerStore Around(ILedgerStore store, World world) => around(store, world);
    }

    private sealed class WithState(Func<Func<long>, LedgerState> state) : BrokenPart
    {
        public override LedgerState NewLedger(Func<long> step) => state(step);
    }

    /// <summary>A writer that puts a card into a batch twice, over ledger that rely on it that it doesn't.</summary>
    private sealed class WithCardTwice : BrokenPart
    {
        public override LedgerState NewLedger(Func<long> step) => new StateDecidingBatchesAtOnce(step);

        public override ILedger Around(ILedger ledger, ILedgerStore store, Machine machine, World world) =>
            new CarelessLedger(ledger, store, machine);
    }

    private sealed class WithTimeOfWriter(Func<TimeProvider, TimeProvider> around) : BrokenPart
    {
        public override LedgerEnvironment OfWriter(LedgerEnvironment environment) =>
            environment with { Time = around(environment.Time) };
    }

    private sealed class WithoutReadAlarm : BrokenPart
    {
        public override LedgerEnvironment OfReader(LedgerEnvironment environment) =>
            environment with { Time = new TimeWithoutAlarms(environment.Time) };
    }

    private sealed class WithLostWakeUps : BrokenPart
    {
        public override LedgerEnvironment OfWriter(LedgerEnvironment environment) =>
            environment with { Runner = new LossyRunner(environment.Runner) };
    }
}
