using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>
/// The five bytes before each message: is it compressed, and its length (gRPC over HTTP/2, "Length-Prefixed-Message").
/// </summary>
internal readonly record struct Frame(bool Compressed, int Length)
{
    public const int Bytes = 5;

    public const int DefaultMaxReceiveBytes = 4 * 1024 * 1024;

    public static Status TooLongToReceive { get; } =
        new(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.");

    public static Status TooLongToSend { get; } =
        new(StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size.");

    /// <summary>
    /// Reads the header, which is whole, and refuses what can't be one or announces more than the limit.
    /// </summary>
    public static Frame Read(ReadOnlySequence<byte> header, int? maxBytes)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        header.Slice(0, Bytes).CopyTo(bytes);
        return Read(bytes, maxBytes);
    }

    /// <inheritdoc cref="Read(ReadOnlySequence{byte}, int?)"/>
    public static Frame Read(ReadOnlySpan<byte> header, int? maxBytes)
    {
        if (header[0] > 1)
            throw new InvalidDataException("The compression flag of a message is neither 0 nor 1.");
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > (uint)(maxBytes ?? int.MaxValue))
            throw new RpcException(TooLongToReceive);
        return new Frame(header[0] == 1, (int)length);
    }

    public void WriteTo(IBufferWriter<byte> output)
    {
        var header = output.GetSpan(Bytes);
        header[0] = Compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], Length);
        output.Advance(Bytes);
    }
}
