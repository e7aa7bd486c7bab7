namespace Loyalty.Grains.Tests.Silos;

/// <summary>Where the caller of a grain is.</summary>
public enum CallFrom
{
    /// <summary>On the silo of the activation: the arguments are shared.</summary>
    ItsOwnSilo,

    /// <summary>On the other silo: call and answer are serialized.</summary>
    AnotherSilo,
}
