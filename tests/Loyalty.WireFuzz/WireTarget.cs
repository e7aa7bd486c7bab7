using System.Net;
using Loyalty.WireFuzz.Inputs;

namespace Loyalty.WireFuzz;

/// <summary>The server that inputs go to.</summary>
/// <param name="Grpc">Its gRPC port.</param>
/// <param name="Health">Its HTTP/1.1 port.</param>
/// <param name="World">The facts that inputs may know of it.</param>
public sealed record WireTarget(IPEndPoint Grpc, IPEndPoint Health, World World);
