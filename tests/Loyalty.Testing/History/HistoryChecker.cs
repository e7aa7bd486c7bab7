namespace Loyalty.Testing.History;

/// <summary>
/// Checks that what clients saw of each card can have happened in one order, which the seqs name: one pass per card,
/// from the highest seq down, with the earliest end of anything later in hand.
/// </summary>
public static class HistoryChecker
{
    public static IReadOnlyList<HistoryFault> Check(IEnumerable<CardOperation> operations)
    {
        var faults = new List<HistoryFault>();
        var all = operations.ToList();
        CheckRequests(all, faults);
        foreach (var card in all.GroupBy(operation => operation.Card, StringComparer.Ordinal))
            CheckCard([.. card.OrderByDescending(operation => operation.Seq)], faults);
        return faults;
    }

    private static void CheckRequests(List<CardOperation> operations, List<HistoryFault> faults)
    {
        var answers = new Dictionary<string, CardOperation>(StringComparer.Ordinal);
        foreach (var operation in operations)
        {
            if (operation.End < operation.Start || operation.Seq < (operation.IsRead ? 0 : 1))
                faults.Add(new HistoryFault(HistoryRule.Shape, operation, null));
            if (operation.Request is not { } request || answers.TryAdd(request, operation)) continue;
            var first = answers[request];
            if (first.Card != operation.Card || first.Seq != operation.Seq)
                faults.Add(new HistoryFault(HistoryRule.OneAnswer, operation, first));
        }
    }

    /// <summary>Takes the operations of one card, highest seq first.</summary>
    private static void CheckCard(CardOperation[] card, List<HistoryFault> faults)
    {
        CardOperation? endedFirst = null; // of all with a higher seq
        CardOperation? above = null; // the write of the seq above, if known
        for (var from = 0; from < card.Length;)
        {
            var to = from;
            while (to < card.Length && card[to].Seq == card[from].Seq) to++;
            var same = card.AsSpan(from, to - from);
            CheckSame(same, faults);
            if (above?.Seq == same[0].Seq + 1 && above.Balance != same[0].Balance + above.Points)
                faults.Add(new HistoryFault(HistoryRule.RunningSum, above, same[0]));

            above = null;
            var endedFirstHere = endedFirst;
            foreach (var operation in same)
            {
                if (operation.IsCurrent && endedFirst?.End < operation.Start)
                    faults.Add(new HistoryFault(HistoryRule.RealTime, operation, endedFirst));
                if (endedFirstHere is null || operation.End < endedFirstHere.End) endedFirstHere = operation;
                if (!operation.IsRead) above = operation;
            }

            endedFirst = endedFirstHere;
            from = to;
        }
    }

    /// <summary>Takes the operations of one seq.</summary>
    private static void CheckSame(ReadOnlySpan<CardOperation> same, List<HistoryFault> faults)
    {
        CardOperation? write = null; // any that answers a request
        CardOperation? made = null; // the one whose call made the entry
        var endedFirst = same[0];
        foreach (var operation in same)
        {
            if (operation.Balance != same[0].Balance)
                faults.Add(new HistoryFault(HistoryRule.OneBalance, operation, same[0]));
            if (operation.End < endedFirst.End) endedFirst = operation;
            if (operation.IsRead) continue;
            if (write is not null && write.Request != operation.Request)
                faults.Add(new HistoryFault(HistoryRule.OneRequest, operation, write));
            write ??= operation;
            if (operation.Replayed) continue;
            if (made is not null) faults.Add(new HistoryFault(HistoryRule.OneRequest, operation, made));
            made ??= operation;
        }

        if (made is not null && endedFirst != made && endedFirst.End < made.Start)
            faults.Add(new HistoryFault(HistoryRule.RealTime, made, endedFirst));
    }
}
