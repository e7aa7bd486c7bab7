using System.Reflection;
using Google.Protobuf.Reflection;
using Loyalty.V1;

namespace Loyalty.WireFuzz.Inputs;

/// <summary>A method of the contract, found by reflection: one that is added to a proto is tortured at once.</summary>
public sealed record ServiceMethod(MethodDescriptor Descriptor)
{
    public static IReadOnlyList<ServiceMethod> All { get; } =
    [
        .. typeof(PointsService).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
            .OfType<FileDescriptor>()
            .SelectMany(file => file.Services)
            .SelectMany(service => service.Methods)
            .Select(method => new ServiceMethod(method))
            .OrderBy(method => method.Path, StringComparer.Ordinal),
    ];

    public string Path => $"/{Descriptor.Service.FullName}/{Descriptor.Name}";

    public MessageDescriptor Request => Descriptor.InputType;

    public MessageDescriptor Response => Descriptor.OutputType;

    public bool StreamsRequests => Descriptor.IsClientStreaming;

    public bool StreamsResponses => Descriptor.IsServerStreaming;

    /// <summary>
    /// Whether one call reads the whole ledger: nearly every input that reaches it is valid, so few are sent.
    /// </summary>
    public bool IsCostly => StreamsResponses && !StreamsRequests;
}
