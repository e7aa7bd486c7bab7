using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;

namespace Loyalty.Runtime.Tests.Surface;

public sealed class GrpcSurfaceTests
{
    [Fact]
    public void Surface_OfGrpc_IsTheCommittedList() => Check("grpc.txt", typeof(Metadata).Assembly);

    [Fact]
    public void Surface_OfGrpcServer_IsTheCommittedList() =>
        Check("grpc-server.txt", typeof(GrpcServiceOptions).Assembly);

    private static void Check(string file, Assembly own)
    {
        if (own.GetName().Name!.StartsWith("Loyalty.Solo.", StringComparison.Ordinal))
            CommittedList.MustEqual(file, own);
        else
            CommittedList.MustBeIn(file, Real());
    }

    private static IEnumerable<Assembly> Real() =>
        from path in Directory.GetFiles(AppContext.BaseDirectory, "Grpc.*.dll")
        select Assembly.Load(new AssemblyName(Path.GetFileNameWithoutExtension(path)));
}
