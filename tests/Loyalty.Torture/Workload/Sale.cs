using Google.Type;
using Loyalty.V1;

namespace Loyalty.Torture.Workload;

/// <summary>A receipt that has to be accrued once, by whichever tills send it.</summary>
public sealed class Sale(SharedCard card, string store, string number, Date date, long totalMinor)
{
    /// <summary>The price of one point in minor units, as the server's settings have it by default.</summary>
    private const long MinorPerPoint = 2_000;

    private const long MinorPerMajor = 100;
    private const int NanosPerMinor = 10_000_000;
    private int settled;

    public SharedCard Card => card;

    public string Store => store;

    /// <summary>The points that it must earn.</summary>
    public long Points => totalMinor / MinorPerPoint;

    /// <summary>Its idempotency key in the ledger.</summary>
    public string Key { get; } = $"accrual/{date.Year:D4}-{date.Month:D2}-{date.Day:D2}/{store}//{number}";

    public Receipt Receipt { get; } = new()
    {
        Store = store,
        Number = number,
        BusinessDate = date,
        Total = new Money
        {
            CurrencyCode = "CNY",
            Units = totalMinor / MinorPerMajor,
            Nanos = (int)(totalMinor % MinorPerMajor) * NanosPerMinor,
        },
    };

    /// <summary>The same receipt with other content: it must be refused once this one has earned.</summary>
    public Sale Altered() => new(card, store, number, date, totalMinor + MinorPerPoint);

    /// <summary>The same receipt on another card: it must be refused once this one has earned.</summary>
    public Sale On(SharedCard other) => new(other, store, number, date, totalMinor);

    /// <summary>Counts its first answer; false for any later one.</summary>
    public bool Settle()
    {
        if (Interlocked.Exchange(ref settled, 1) != 0) return false;
        card.Settle();
        return true;
    }
}
