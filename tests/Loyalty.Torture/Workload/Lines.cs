using Grpc.Core;
using Grpc.Net.Client;
using Loyalty.Client;
using Loyalty.Torture.Machine;
using Loyalty.V1;

namespace Loyalty.Torture.Workload;

/// <summary>The clients' connections: a few to each server, each shared by several clients.</summary>
public sealed class Lines : IDisposable
{
    private readonly GrpcChannel[][] channels;
    private int next;

    public Lines(Fleet fleet, int perNode)
    {
        Addresses = [.. fleet.Nodes.Select(node => node.Address)];
        channels = [.. fleet.Nodes.Select(node => Enumerable.Range(0, perNode).Select(_ => Open(node)).ToArray())];
    }

    /// <summary>The address of each server, for clients who open connections of their own.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    public int Nodes => channels.Length;

    public PointsService.PointsServiceClient Points(int node) => new(Next(node).CreateCallInvoker());

    public CardsService.CardsServiceClient Cards(int node) => new(Next(node).CreateCallInvoker());

    public MembersService.MembersServiceClient Members(int node) => new(Next(node).CreateCallInvoker());

    public CallInvoker Calls(int node) => Next(node).CreateCallInvoker();

    public void Dispose()
    {
        foreach (var channel in channels.SelectMany(node => node)) channel.Dispose();
    }

    private GrpcChannel Next(int node) =>
        channels[node][(int)((uint)Interlocked.Increment(ref next) % (uint)channels[node].Length)];

    private static GrpcChannel Open(Node node) => GrpcChannel.ForAddress(
        node.Address, new GrpcChannelOptions { HttpHandler = Connections.Plain(), DisposeHttpClient = true });
}
