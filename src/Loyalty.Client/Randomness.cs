namespace Loyalty.Client;

/// <summary>The one place where the client takes randomness from outside.</summary>
public static class Randomness
{
#pragma warning disable RS0030 // this is the place
    /// <summary>A number of [0, 1). Safe to call from many threads.</summary>
    public static double Shared() => Random.Shared.NextDouble();

    /// <summary>A fresh request id.</summary>
    public static string RequestId() => Guid.NewGuid().ToString();
#pragma warning restore RS0030
}
