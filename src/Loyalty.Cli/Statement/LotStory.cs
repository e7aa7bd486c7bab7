namespace Loyalty.Cli.Statement;

/// <summary>How the lot of one expiry date came about: what entries put into it and took from it.</summary>
internal sealed class LotStory
{
    public List<(long Seq, long Points)> Made { get; } = [];

    /// <summary>The entries that took from it, with points above 0.</summary>
    public List<(long Seq, long Points)> Taken { get; } = [];

    public long Remaining { get; private set; }

    public void Add(long seq, long points)
    {
        Remaining += points;
        if (points >= 0) Made.Add((seq, points));
        else Taken.Add((seq, -points));
    }

    /// <summary>How its remainder comes about, like "12 = 20 from entries 2-5, less 8 by entry 6".</summary>
    public string ToText()
    {
        var made = $"{Remaining} = {Made.Sum(part => part.Points)} from {Entries(Made)}";
        return Taken.Count == 0 ? made : $"{made}, less {Taken.Sum(part => part.Points)} by {Entries(Taken)}";
    }

    /// <summary>Sequence numbers with runs joined: "entries 2-5, 9".</summary>
    private static string Entries(List<(long Seq, long Points)> parts)
    {
        var runs = new List<(long First, long Last)>();
        foreach (var (seq, _) in parts)
        {
            if (runs.Count > 0 && runs[^1].Last >= seq - 1) runs[^1] = (runs[^1].First, seq);
            else runs.Add((seq, seq));
        }

        var texts = runs.Select(run => run.First == run.Last ? $"{run.First}" : $"{run.First}-{run.Last}");
        return $"{(parts.Count == 1 ? "entry" : "entries")} {string.Join(", ", texts)}";
    }
}
