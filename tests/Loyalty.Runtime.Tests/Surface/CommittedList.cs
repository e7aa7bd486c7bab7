using System.Reflection;
using System.Runtime.CompilerServices;

namespace Loyalty.Runtime.Tests.Surface;

/// <summary>Is a committed list of signatures: what a Solo assembly shows, and the real ones must show too.</summary>
public static class CommittedList
{
    /// <summary>Compares a Solo assembly with its list. With <c>LOYALTY_WRITE_SURFACE</c> set, writes the list
    /// instead.</summary>
    public static void MustEqual(string file, Assembly solo, [CallerFilePath] string here = "")
    {
        var actual = Signatures.Of(solo).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (Environment.GetEnvironmentVariable("LOYALTY_WRITE_SURFACE") is { Length: > 0 })
        {
            File.WriteAllLines(Path.Combine(Path.GetDirectoryName(here)!, file), actual);
            return;
        }

        Assert.Equal(Lines(file), actual);
    }

    /// <summary>Demands that the real assemblies have every line of the list.</summary>
    public static void MustBeIn(string file, IEnumerable<Assembly> real)
    {
        var actual = real.SelectMany(Signatures.Of).ToHashSet(StringComparer.Ordinal);
        var missing = Lines(file).Except(actual, StringComparer.Ordinal).ToArray();
        Assert.True(missing.Length == 0, $"The real packages lack:\n{string.Join('\n', missing)}");
    }

    private static string[] Lines(string file)
    {
        using var stream = typeof(CommittedList).Assembly.GetManifestResourceStream(file);
        Assert.True(stream is not null, $"{file} is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
