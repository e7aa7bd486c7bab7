namespace Grpc.Core;

[Flags]
public enum WriteFlags
{
    /// <summary>The message may wait in a buffer for the next one.</summary>
    BufferHint = 0x1,

    /// <summary>The message is sent as it is, also where the call compresses.</summary>
    NoCompress = 0x2,
}

public class WriteOptions(WriteFlags flags = default)
{
    public static readonly WriteOptions Default = new();

    public WriteFlags Flags { get; } = flags;

    internal static bool Compresses(WriteOptions? options) => options?.Flags.HasFlag(WriteFlags.NoCompress) != true;

    internal static bool Flushes(WriteOptions? options) => options?.Flags.HasFlag(WriteFlags.BufferHint) != true;
}
