namespace Orleans.Runtime;

/// <summary>Is one method of a grain interface.</summary>
internal sealed record GrainMethod(string Interface, string Name, bool IsReadOnly)
{
    public override string ToString() => $"{Interface}.{Name}";
}
