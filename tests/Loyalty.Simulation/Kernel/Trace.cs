using System.Runtime.CompilerServices;
using System.Text;

namespace Loyalty.Simulation.Kernel;

/// <summary>The run's events, as one number; in words only where somebody reads them.</summary>
internal sealed class Trace
{
    private const ulong Prime = 1_099_511_628_211;
    private ulong hash = 14_695_981_039_346_656_037; // FNV-1a, over whole numbers

    /// <summary>The receiver of the words; null for none.</summary>
    public Action<string>? Words { get; set; }

    public ulong Hash => hash;

    public void Mix(long a, long b, long c)
    {
        unchecked
        {
            hash = (hash ^ (ulong)a) * Prime;
            hash = (hash ^ (ulong)b) * Prime;
            hash = (hash ^ (ulong)c) * Prime;
            hash ^= hash >> 29;
        }
    }

    public void Say([InterpolatedStringHandlerArgument("")] ref Line line)
    {
        if (Words is { } words) words(line.Text);
    }

    /// <summary>A line that is only put together where somebody reads it.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Line
    {
        private readonly StringBuilder? builder;

        public Line(int literalLength, int formattedCount, Trace trace, out bool isRead)
        {
            isRead = trace.Words is not null;
            builder = isRead ? new StringBuilder(literalLength + (16 * formattedCount)) : null;
        }

        public string Text => builder?.ToString() ?? "";

        public void AppendLiteral(string text) => builder!.Append(text);

        public void AppendFormatted<T>(T value) =>
            builder!.Append(System.Globalization.CultureInfo.InvariantCulture, $"{value}");
    }
}
