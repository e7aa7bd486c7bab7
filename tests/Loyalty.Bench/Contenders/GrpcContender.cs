using Loyalty.Bench.Load;
using Loyalty.Bench.Machine;
using Loyalty.Client;
using Loyalty.Testing;
using Loyalty.Testing.Processes;

namespace Loyalty.Bench.Contenders;

/// <summary>A server of its own process, called over gRPC.</summary>
/// <param name="name">The row in the table.</param>
/// <param name="server">The process.</param>
/// <param name="postgres">Whose CPU counts too; null if the server needs none.</param>
/// <param name="template">The call.</param>
/// <param name="inFlight">Calls or messages unanswered at once.</param>
/// <param name="configuration">How it was set up, where there is a choice.</param>
internal sealed class GrpcContender(
    string name, ServerProcess server, PostgresServer? postgres, CallTemplate template, int inFlight,
    string configuration = "") : Contender
{
    private const int StreamsOfAConnection = 80; // the server allows 100
    private Cards? cards;

    public override string Name => name;

    public override string Configuration => $"{configuration} {inFlight} in flight".TrimStart();

    public override object Warms => server;

    /// <summary>Calls answered so far, warming up included.</summary>
    public long Answered { get; private set; }

    /// <summary>Makes the cards that are called, when the server runs.</summary>
    public required Func<Task<Cards>> MakeCards { get; init; }

    /// <summary>Says what is wrong with the work that was answered; null if nothing is.</summary>
    public Func<long, Task<string?>>? Check { get; set; }

    public override async Task PrepareAsync()
    {
        if (!server.IsRunning) await server.StartAsync();
        cards ??= await MakeCards();
    }

    public override async Task<Sample> RunAsync(TimeSpan warmUp, TimeSpan measured)
    {
        var plan = new LoadPlan
        {
            Server = server.Grpc,
            Template = template,
            Cards = cards!,
            InFlight = inFlight,
            Connections = template.IsStream ? 2 : Math.Max(2, inFlight / StreamsOfAConnection),
        };
        var (before, after) = (default(CpuTimes), default(CpuTimes));
        var result = await Loads.RunAsync(
            plan, warmUp, measured,
            () => before = CpuTimes.Read(server.ProcessId, postgres),
            () => after = CpuTimes.Read(server.ProcessId, postgres));
        if (result.Failed > 0)
            throw new InvalidOperationException($"{name}: {result.Failed} calls failed. {await AskWhyAsync()}");
        Answered += result.AnsweredInAll;
        return new Sample(
            result.Answered / result.Seconds,
            result.Latencies.Milliseconds(0.5),
            result.Latencies.Milliseconds(0.99),
            (after - before) / Math.Max(1, result.Answered));
    }

    /// <summary>The load's client doesn't read refusals; another one does.</summary>
    private async Task<string> AskWhyAsync()
    {
        using var client = new LoyaltyClient(new ClientOptions { Servers = [server.Address] });
        try
        {
            if (template.ToRequest(cards!.NextCard(), Cards.NextReceipt()) is not { } request) return "";
            return (await client.Points.AccruePointsAsync(request)).ToString();
        }
        catch (RefusedException e)
        {
            return e.Message;
        }
    }

    public override Task<string?> CheckAsync() => Check?.Invoke(Answered) ?? base.CheckAsync();

    public override async ValueTask DisposeAsync() => await server.DisposeAsync();
}
