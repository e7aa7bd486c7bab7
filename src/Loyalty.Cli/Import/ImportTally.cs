using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Import;

/// <summary>Counts answers as they come, from many threads.</summary>
internal sealed class ImportTally
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, List<long>> _refused = new(StringComparer.Ordinal);

    public int MembersCreated { get; private set; }

    public int MembersReplayed { get; private set; }

    /// <summary>Members of an earlier run who were erased or merged into others since.</summary>
    public int MembersGone { get; private set; }

    public int MembersRefused { get; private set; }

    public int MembersAnswered => MembersCreated + MembersReplayed + MembersGone + MembersRefused;

    public int Imported { get; private set; }

    public int Replayed { get; private set; }

    public int Refused { get; private set; }

    public int Answered => Imported + Replayed + Refused;

    /// <summary>The points of this run's opening entries, as the engine says.</summary>
    public Int128 PointsImported { get; private set; }

    /// <summary>The points of earlier runs' opening entries, as the engine says.</summary>
    public Int128 PointsReplayed { get; private set; }

    /// <summary>The points of the refused cards, as the file says.</summary>
    public Int128 PointsRefused { get; private set; }

    /// <summary>The lines of members and cards that were refused, by reason.</summary>
    public IReadOnlyDictionary<string, List<long>> RefusedLines => _refused;

    public void AddMember(bool replayed)
    {
        lock (_gate)
        {
            if (replayed) MembersReplayed++;
            else MembersCreated++;
        }
    }

    public void AddGoneMember()
    {
        lock (_gate) MembersGone++;
    }

    public void RefuseMember(long line, Refusal refusal)
    {
        lock (_gate)
        {
            MembersRefused++;
            Add(line, refusal);
        }
    }

    public void AddCard(ImportCardResponse response)
    {
        lock (_gate)
        {
            if (response.Replayed)
            {
                Replayed++;
                PointsReplayed += response.Entry.Points;
            }
            else
            {
                Imported++;
                PointsImported += response.Entry.Points;
            }
        }
    }

    public void RefuseCard(long line, Refusal refusal, long points)
    {
        lock (_gate)
        {
            Refused++;
            PointsRefused += points;
            Add(line, refusal);
        }
    }

    /// <summary>By reason, with the field where the engine names one: a changed line is found by it.</summary>
    private void Add(long line, Refusal refusal)
    {
        var reason = refusal.Facts.TryGetValue("field", out var field) ? $"{refusal.Reason} ({field})" : refusal.Reason;
        if (!_refused.TryGetValue(reason, out var lines)) _refused.Add(reason, lines = []);
        lines.Add(line);
    }
}
