using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

/// <summary>Callers, as metadata.</summary>
internal static class Callers
{
    public static readonly Metadata Desk = Of(CallerMetadata.Desk);
    public static readonly Metadata OtherDesk = Of(CallerMetadata.Desk, "other");
    public static readonly Metadata Supervisor = Of(CallerMetadata.Supervisor);
    public static readonly Metadata BackOffice = Of(CallerMetadata.BackOffice);
    public static readonly Metadata Partner = Of(CallerMetadata.Partner);

    public static readonly Metadata Till = new()
    {
        { CallerMetadata.Kind, CallerMetadata.Till }, { CallerMetadata.Name, "T1" }, { CallerMetadata.Store, "S1" },
    };

    public static IEnumerable<(string Kind, Metadata Metadata)> All =>
    [
        ("Desk", Desk), ("Supervisor", Supervisor), ("BackOffice", BackOffice), ("Partner", Partner), ("Till", Till),
    ];

    private static Metadata Of(string kind, string name = "caller") =>
        new() { { CallerMetadata.Kind, kind }, { CallerMetadata.Name, name }, { CallerMetadata.Mall, "M1" } };
}
