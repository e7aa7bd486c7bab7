namespace Loyalty.Simulation.Silo;

/// <summary>The bounds of a silo's messaging.</summary>
/// <param name="MaxCalls">Calls that may run and wait at one activation before another one is refused.</param>
/// <param name="ResponseTimeout">How long a caller waits for an answer.</param>
/// <param name="MaxForwards">How often a call goes on from an activation that ended; Orleans' default.</param>
internal sealed record SiloLimits(int MaxCalls, TimeSpan ResponseTimeout, int MaxForwards = 2);
