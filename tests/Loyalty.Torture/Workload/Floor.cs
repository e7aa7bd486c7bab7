using System.Collections.Concurrent;
using System.Globalization;
using Google.Type;
using Loyalty.Torture.Machine;

namespace Loyalty.Torture.Workload;

/// <summary>
/// The common part of a run's clients: cards, receipt numbers, receipts that other tills send as well.
/// </summary>
/// <param name="day">When the servers' days change; null: as the default settings have it.</param>
public sealed class Floor(MallDay? day = null)
{
    public const int Stores = 3;

    private const int KeptSales = 4_000;
    private const int MaxEchoes = 1_000;

    private readonly Lock gate = new();
    private readonly List<SharedCard> lasting = [];
    private readonly List<Sale> settled = [];
    private readonly ConcurrentQueue<Sale>[] echoes =
        [.. Enumerable.Range(0, Stores).Select(_ => new ConcurrentQueue<Sale>())];

    private readonly DateOnly firstDay = (day ?? MallDay.Default).DateOf(TimeProvider.System.GetUtcNow());
    private SharedCard[] cards = [];
    private long receipts;
    private long otherEntries;

    /// <summary>The servers' business date now. Receipts are all of the first one.</summary>
    public DateOnly Today => Day.DateOf(TimeProvider.System.GetUtcNow());

    public MallDay Day => day ?? MallDay.Default;

    /// <summary>All cards ever, by id.</summary>
    public ConcurrentDictionary<string, SharedCard> Known { get; } = new(StringComparer.Ordinal);

    public LeftGuests LeftGuests { get; } = new();

    /// <summary>Entries in the ledger of cards that are none of these.</summary>
    public long OtherEntries => Interlocked.Read(ref otherEntries);

    /// <summary>The card that was issued last.</summary>
    public SharedCard Newest => cards[^1];

    /// <summary>Puts away the cards of the round before but for a few, which serve to the end.</summary>
    public void BeginRound(int keep)
    {
        lock (gate)
        {
            lasting.AddRange(cards.Except(lasting).Take(keep));
            cards = [.. lasting];
        }
    }

    public void Add(SharedCard card)
    {
        if (!Known.TryAdd(card.Id, card)) return;
        lock (gate) cards = [.. cards, card];
    }

    /// <summary>A card: most often one of a store's own, else one that all stores use.</summary>
    public SharedCard? Pick(Random random, int store)
    {
        var open = cards;
        if (open.Length == 0) return null;
        var any = random.Next(open.Length);
        return open[random.Next(20) > 0 ? Math.Min(any / Stores * Stores + store, open.Length - 1) : any];
    }

    public void CountOthers(long entries) => Interlocked.Add(ref otherEntries, entries);

    /// <summary>Some cards of the round, at most as many as there are.</summary>
    public IReadOnlyList<SharedCard> Sample(int seed, int count)
    {
        var sample = cards.ToArray();
        new Random(seed).Shuffle(sample);
        return [.. sample.Take(count)];
    }

    public SharedCard? PickAny(Random random) => Pick(random, random.Next(Stores));

    /// <summary>A new receipt of a store for a card.</summary>
    public Sale Sell(Random random, SharedCard card, int store)
    {
        var number = Interlocked.Increment(ref receipts).ToString(CultureInfo.InvariantCulture);
        return new Sale(card, StoreName(store), number, ToWire(firstDay), random.Next(1, 60_000));
    }

    public static string StoreName(int store) => "s" + store.ToString(CultureInfo.InvariantCulture);

    /// <summary>Offers a receipt to the other tills of its store, which send it at about the same time.</summary>
    public bool Echo(Sale sale, int store)
    {
        if (echoes[store].Count >= MaxEchoes) return false;
        echoes[store].Enqueue(sale);
        return true;
    }

    /// <summary>Has tills send receipts again that were answered, maybe rounds ago.</summary>
    public void Resend(Random random, int count)
    {
        for (var i = 0; i < count && PickAnswered(random) is { } sale; i++)
            echoes[int.Parse(sale.Store.AsSpan(1), CultureInfo.InvariantCulture)].Enqueue(sale);
    }

    public Sale? TakeEcho(int store) => echoes[store].TryDequeue(out var sale) ? sale : null;

    /// <summary>Keeps an answered receipt, for later.</summary>
    public void Keep(Random random, Sale sale)
    {
        lock (gate)
        {
            if (settled.Count < KeptSales) settled.Add(sale);
            else if (random.Next(20) == 0) settled[random.Next(KeptSales)] = sale;
        }
    }

    /// <summary>A receipt answered some time ago, maybe rounds ago; null if there is none.</summary>
    public Sale? PickAnswered(Random random)
    {
        lock (gate) return settled.Count == 0 ? null : settled[random.Next(settled.Count)];
    }

    private static Date ToWire(DateOnly date) => new() { Year = date.Year, Month = date.Month, Day = date.Day };
}
