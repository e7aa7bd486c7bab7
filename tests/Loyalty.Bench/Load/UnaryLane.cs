namespace Loyalty.Bench.Load;

/// <summary>Calls of a unary method, each on a stream of its own.</summary>
internal sealed class UnaryLane(LoadPlan plan) : Lane(plan, deadline: true)
{
    /// <summary>By stream: when the call was to begin, and whether a message has come. A ring, far from full.</summary>
    private readonly (long At, bool HasMessage)[] calls = new (long, bool)[1 << 16];

    public override void OnData(int streamId, ReadOnlySpan<byte> data)
    {
        if (!data.IsEmpty) Call(streamId).HasMessage = true;
    }

    public override void OnEnd(int streamId, bool reset)
    {
        Touch();
        var (at, hasMessage) = Call(streamId);
        Answered(at, hasMessage && !reset);
    }

    protected override void StartOne(long at)
    {
        var streamId = Wire.Open();
        var message = Wire.AddMessage(streamId, Plan.Template.Length, last: true);
        Plan.Template.Write(message, Plan.Cards.NextCard(), Cards.NextReceipt());
        Call(streamId) = (at, false);
    }

    private ref (long At, bool HasMessage) Call(int streamId) => ref calls[(streamId >> 1) & (calls.Length - 1)];
}
