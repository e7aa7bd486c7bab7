namespace Loyalty.Torture.Workload;

/// <summary>A card that clients know.</summary>
public sealed class SharedCard(string id, string number)
{
    private long settled;

    public string Id => id;

    public string Number => number;

    /// <summary>Receipts that were accrued on it, each counted once; once all is settled its seq is one more.</summary>
    public long Settled => Interlocked.Read(ref settled);

    public void Settle() => Interlocked.Increment(ref settled);
}
