namespace Orleans.Runtime;

/// <summary>Is something that waits for its turn at an activation: a call, or a timer's tick.</summary>
internal abstract class Turn
{
    /// <summary>The next in the activation's queue.</summary>
    public Turn? Next;

    /// <summary>Gets whether it may run beside other read-only turns.</summary>
    public virtual bool IsReadOnly => false;

    /// <summary>Gets whether it may run beside any turn.</summary>
    public virtual bool Interleaves => false;

    /// <summary>Gets whether it counts as use of the activation.</summary>
    public virtual bool KeepsAlive => true;

    /// <summary>Gets whether nobody waits for it any more, so that it need not start.</summary>
    public virtual bool IsAbandoned => false;

    /// <summary>Runs on the activation's scheduler until the first await that has to wait.</summary>
    /// <returns>Whether the turn is over; if not, it tells the activation when it is.</returns>
    public abstract bool Run(Activation activation);
}
