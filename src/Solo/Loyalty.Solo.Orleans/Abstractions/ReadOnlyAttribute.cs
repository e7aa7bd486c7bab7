namespace Orleans.Concurrency;

/// <summary>Marks a method of a grain interface that changes nothing. While such a call is the activation's first
/// running one, other such calls may run beside it, also ones that came after a waiting write; once that first one
/// has ended, a write may start although the others still run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;
