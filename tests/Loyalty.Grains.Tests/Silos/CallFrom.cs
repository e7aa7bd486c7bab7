namespace Loyalty.Grains.Tests.Silos;

/// <summary>The silo of a grain's caller.</summary>
public enum CallFrom
{
    /// <summary>On the silo of the activation: the arguments are shared.</summary>
    ItsOwnSilo,

    /// <summary>On the other silo: call and answer are serialized.</summary>
    AnotherSilo,
}
