namespace Orleans.Runtime;

/// <summary>Is what a caller holds: the grain's name and the way there. The emitted class of each interface adds the
/// methods. Two references to one grain are equal.</summary>
internal abstract class GrainReference(GrainMethod[] methods, Silo silo, GrainKey key)
    : IAddressable, IEquatable<GrainReference>
{
    public GrainKey Key { get; } = key;

    /// <summary>Gets the scheduler whose completions the emitted calls use.</summary>
    public ITurnScheduler Turns => silo.Turns;

    public bool Equals(GrainReference? other) => other is not null && other.Key == Key && other.Silo == silo;

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => Key.GetHashCode();

    public override string ToString() => Key.ToString();

    public GrainMethod MethodAt(int index) => methods[index];

    public Task<TResult> Send<TResult>(Call<TResult> call)
    {
        Start(call);
        return call.Answer;
    }

    public ValueTask<TResult> SendValue<TResult>(Call<TResult> call) => new(Send(call));

    public Task SendVoid(VoidCall call)
    {
        Start(call);
        return call.Answer;
    }

    public ValueTask SendVoidValue(VoidCall call) => new(SendVoid(call));

    private Silo Silo => silo;

    private void Start(Call call)
    {
        call.Key = Key;
        silo.Send(call);
    }
}
