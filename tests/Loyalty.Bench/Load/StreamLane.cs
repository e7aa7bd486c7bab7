using System.Buffers.Binary;

namespace Loyalty.Bench.Load;

/// <summary>Messages on one stream that is never closed, answered in any order.</summary>
internal sealed class StreamLane(LoadPlan plan) : Lane(plan, deadline: false)
{
    private const int PrefixLength = 5;
    private readonly long[] startedAt = new long[1 << 20]; // a ring by number, far from full
    private byte[] left = new byte[4096];
    private int leftLength;
    private int streamId;

    public override void OnData(int streamId, ReadOnlySpan<byte> data)
    {
        Touch();
        if (leftLength > 0)
        {
            if (leftLength + data.Length > left.Length) Array.Resize(ref left, leftLength + data.Length);
            data.CopyTo(left.AsSpan(leftLength));
            data = left.AsSpan(0, leftLength + data.Length);
        }

        while (data.Length >= PrefixLength)
        {
            var length = PrefixLength + BinaryPrimitives.ReadInt32BigEndian(data[1..]);
            if (data.Length < length) break;
            var answer = data[PrefixLength..length];
            Answered(
                startedAt[CallTemplate.NumberOf(answer) & (startedAt.Length - 1)], CallTemplate.IsAccrued(answer));
            data = data[length..];
        }

        if (data.Length > left.Length) Array.Resize(ref left, data.Length);
        data.CopyTo(left);
        leftLength = data.Length;
    }

    public override void OnEnd(int streamId, bool reset) => throw new IOException("The server ended the stream.");

    protected override void Begin() => streamId = Wire.Open();

    protected override void StartOne(long at)
    {
        var number = Cards.NextReceipt();
        Plan.Template.Write(
            Wire.AddMessage(streamId, Plan.Template.Length, last: false), Plan.Cards.NextCard(), number);
        startedAt[number & (startedAt.Length - 1)] = at;
    }
}
