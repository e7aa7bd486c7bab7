using System.Reflection;
using Orleans.Runtime;

namespace Loyalty.Simulation.Silo;

/// <summary>Makes the exception of Orleans that only Orleans can make: it has no public constructor.</summary>
internal static class Rejections
{
    private static readonly ConstructorInfo Constructor = typeof(OrleansMessageRejectionException).GetConstructor(
        BindingFlags.NonPublic | BindingFlags.Instance, [typeof(string)])!;

    public static Exception Of(string message) => (Exception)Constructor.Invoke([message]);
}
