namespace Loyalty.WireFuzz.Load;

/// <summary>One call of a well-behaved till.</summary>
/// <param name="Milliseconds">What it took.</param>
/// <param name="At">When it began, in milliseconds of the phase.</param>
/// <param name="Fault">What was wrong with its answer; null if nothing.</param>
public sealed record CallOutcome(double Milliseconds, double At, string? Fault);
