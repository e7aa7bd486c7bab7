using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server;

/// <summary>Matches only gRPC requests, so that the answer for unknown methods takes no other page's place.</summary>
internal sealed class GrpcContent : IRouteConstraint
{
    public const string Name = "grpc-content";

    public bool Match(
        HttpContext? httpContext,
        IRouter? route,
        string routeKey,
        RouteValueDictionary values,
        RouteDirection routeDirection) => httpContext is null || Headers.IsGrpc(httpContext.Request.ContentType);
}
