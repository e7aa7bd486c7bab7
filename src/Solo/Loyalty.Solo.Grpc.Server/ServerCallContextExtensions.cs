using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

public static class ServerCallContextExtensions
{
    private const string UserStateKey = "__HttpContext";

    /// <summary>
    /// The HTTP request of the call; a test's own context may keep one in its user state as <c>__HttpContext</c>.
    /// </summary>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        if (serverCallContext is ServerCall call)
            return call.Http;
        return serverCallContext.UserState.TryGetValue(UserStateKey, out var http) && http is HttpContext found
            ? found
            : throw new InvalidOperationException("This call isn't hosted by ASP.NET Core.");
    }
}
