namespace Orleans.Runtime;

/// <summary>Keeps waiting turns in the order they came. Guarded by its activation's lock.</summary>
internal struct TurnQueue
{
    private Turn? _head;
    private Turn? _tail;

    public int Count { get; private set; }

    public readonly Turn? Head => _head;

    public void Enqueue(Turn turn)
    {
        turn.Next = null;
        if (_tail is null) _head = turn;
        else _tail.Next = turn;
        _tail = turn;
        Count++;
    }

    /// <summary>Takes a turn out.</summary>
    /// <param name="turn">A turn of this queue.</param>
    /// <param name="before">The one in front of it; <see langword="null"/> when it is the head.</param>
    public void Remove(Turn turn, Turn? before)
    {
        if (before is null) _head = turn.Next;
        else before.Next = turn.Next;
        if (turn == _tail) _tail = before;
        turn.Next = null;
        Count--;
    }

    /// <summary>Takes a turn out, if it is still there.</summary>
    public bool Remove(Turn turn)
    {
        Turn? before = null;
        for (var candidate = _head; candidate is not null; before = candidate, candidate = candidate.Next)
        {
            if (candidate != turn) continue;
            Remove(turn, before);
            return true;
        }

        return false;
    }

    /// <summary>Takes all out and leaves the queue empty.</summary>
    public List<Turn> TakeAll()
    {
        var all = new List<Turn>(Count);
        while (_head is { } turn)
        {
            Remove(turn, null);
            all.Add(turn);
        }

        return all;
    }
}
