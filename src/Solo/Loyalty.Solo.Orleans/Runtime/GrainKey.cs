namespace Orleans.Runtime;

/// <summary>Names one grain: its class and its key, which is a GUID unless it has text.</summary>
internal readonly record struct GrainKey(GrainClass Class, Guid Guid, string? Text)
{
    public override string ToString() => $"{Class.Name}/{Text ?? Guid.ToString("N")}";
}
