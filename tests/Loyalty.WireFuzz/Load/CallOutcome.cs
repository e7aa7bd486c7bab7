namespace Loyalty.WireFuzz.Load;

/// <summary>One call of a well-behaved till.</summary>
/// <param name="Milliseconds">Its time.</param>
/// <param name="At">When it began, in milliseconds of the phase.</param>
/// <param name="Fault">The fault of its answer; null if none.</param>
public sealed record CallOutcome(double Milliseconds, double At, string? Fault);
