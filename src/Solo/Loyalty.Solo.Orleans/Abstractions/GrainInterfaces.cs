namespace Orleans.Runtime
{
    /// <summary>Is anything that has a grain's address: a grain itself, or a reference to one.</summary>
    public interface IAddressable;
}

namespace Orleans
{
    using Orleans.Runtime;

    /// <summary>Is the root of all grain interfaces.</summary>
    public interface IGrain : IAddressable;

    /// <summary>Is a grain whose key is a GUID.</summary>
    public interface IGrainWithGuidKey : IGrain;

    /// <summary>Is a grain whose key is a string.</summary>
    public interface IGrainWithStringKey : IGrain;
}
