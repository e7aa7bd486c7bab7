using System.Globalization;
using Loyalty.Application.Cards;
using Loyalty.Application.Members;
using Loyalty.Grains;
using Loyalty.Grains.Cards;
using Loyalty.Ledger;
using Loyalty.Members;
using Loyalty.Simulation.Checks;
using Loyalty.Simulation.Kernel;
using Orleans;

namespace Loyalty.Simulation.Nodes;

/// <summary>The use cases of one process, put together as the server does it.</summary>
internal sealed class UseCases
{
    public UseCases(
        IGrainFactory grains, (ILedger Ledger, ILedgerStore Store, IStockRegister Stock) stores, MemberRegister members,
        (LoyaltyProgram Program, TimeProvider Time) program, Violations violations, Dice dice)
    {
        var numbers = new CardNumberGenerator("9", () => NextBody(dice));
        Lookup = new CardLookup(grains, new CardDirectory(stores.Ledger));
        Stock = new CardStock(stores.Stock, numbers);
        Accruals = new Accruals(Lookup);
        Merging = new MemberMerging(members, new MemberCards(stores.Ledger), Lookup, program.Time);
        var holders = new HolderCheck(members, stores.Ledger, program.Program);
        Desk = new CardDesk(Lookup, Stock, numbers, holders, Merging);
        Guests = new GuestDesk(Lookup, numbers, stores.Ledger);
        Sweep = new GuestSweep(stores.Store, Lookup, program.Program, new FindingLogger<GuestSweep>(violations));
        Views = new CardViews(Lookup, stores.Ledger, program.Program);
    }

    public CardLookup Lookup { get; }

    public CardStock Stock { get; }

    public Accruals Accruals { get; }

    public MemberMerging Merging { get; }

    public CardDesk Desk { get; }

    public GuestDesk Guests { get; }

    public GuestSweep Sweep { get; }

    public CardViews Views { get; }

    /// <summary>A fifth of the numbers come from a space so small that they clash.</summary>
    private static string NextBody(Dice dice)
    {
        var body = dice.Chance(0.2) ? (ulong)dice.Below(3) : dice.Next() % 100_000_000_000_000;
        return body.ToString("D14", CultureInfo.InvariantCulture);
    }
}
