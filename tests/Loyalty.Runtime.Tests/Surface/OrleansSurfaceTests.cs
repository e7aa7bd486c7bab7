using System.Reflection;
using Orleans;

namespace Loyalty.Runtime.Tests.Surface;

public sealed class OrleansSurfaceTests
{
    private const string File = "orleans.txt";

    [Fact]
    public void Surface_OfOrleans_IsTheCommittedList()
    {
        var own = typeof(Grain).Assembly;
        if (own.GetName().Name == "Loyalty.Solo.Orleans")
            CommittedList.MustEqual(File, own);
        else
            CommittedList.MustBeIn(File, Real());
    }

    private static IEnumerable<Assembly> Real() =>
        from path in Directory.GetFiles(AppContext.BaseDirectory, "Orleans.*.dll")
        select Assembly.Load(new AssemblyName(Path.GetFileNameWithoutExtension(path)));
}
