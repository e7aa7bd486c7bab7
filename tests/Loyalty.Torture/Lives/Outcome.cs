namespace Loyalty.Torture.Lives;

/// <summary>The outcome of a request that was sent until it was settled.</summary>
/// <param name="Answer">Its answer; null if it was refused or given up.</param>
/// <param name="Reason">Why it was refused permanently; empty if it wasn't.</param>
/// <param name="HasStrays">Whether an attempt before the last was never answered, and may still arrive.</param>
public readonly record struct Outcome<T>(T? Answer, string Reason, bool HasStrays)
    where T : class;
