using System.IO.Compression;
using Grpc.Net.Compression;
using Grpc.Wire;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>The options, frozen and looked up once.</summary>
internal sealed class CallSettings
{
    public CallSettings(GrpcServiceOptions options, ILogger logger, IServiceProvider services)
    {
        Logger = logger;
        MaxSendBytes = options.MaxSendMessageSize;
        MaxReceiveBytes = options.MaxReceiveMessageSize;
        DetailedErrors = options.EnableDetailedErrors ?? false;
        Compressions = options.CompressionProviders.Count > 0
            ? [.. options.CompressionProviders]
            : [new GzipCompressionProvider(CompressionLevel.Fastest)];
        AcceptEncoding = string.Join(',', Compressions.Select(c => c.EncodingName).Prepend(Headers.Identity));
        ResponseCompressionLevel = options.ResponseCompressionLevel;
        if (options.ResponseCompressionAlgorithm is { } name and not Headers.Identity)
            ResponseCompression = Find(name) ?? throw new InvalidOperationException(
                $"No compression provider is called '{name}', which the responses should be compressed with.");
        Interceptors = [.. options.Interceptors.Select(i => new Activation(i.Type, [.. i.Arguments], services))];
    }

    public ILogger Logger { get; }

    public int? MaxSendBytes { get; }

    public int? MaxReceiveBytes { get; }

    public bool DetailedErrors { get; }

    public string AcceptEncoding { get; }

    public ICompressionProvider? ResponseCompression { get; }

    public CompressionLevel? ResponseCompressionLevel { get; }

    public IReadOnlyList<Activation> Interceptors { get; }

    private ICompressionProvider[] Compressions { get; }

    public ICompressionProvider? Find(string encoding) =>
        Array.Find(Compressions, c => string.Equals(c.EncodingName, encoding, StringComparison.Ordinal));
}
