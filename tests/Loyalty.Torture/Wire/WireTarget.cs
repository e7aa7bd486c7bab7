using System.Net;
using Loyalty.Torture.Wire.Inputs;

namespace Loyalty.Torture.Wire;

/// <summary>The server that inputs go to.</summary>
/// <param name="Grpc">Its gRPC port.</param>
/// <param name="Health">Its HTTP/1.1 port.</param>
/// <param name="World">What the inputs may know of it.</param>
public sealed record WireTarget(IPEndPoint Grpc, IPEndPoint Health, World World);
