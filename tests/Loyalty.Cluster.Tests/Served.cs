using System.Collections.Concurrent;
using Loyalty.Client;
using Loyalty.Ledger;
using Loyalty.Audit;
using Loyalty.Testing;
using Loyalty.Testing.Processes;
using Loyalty.V1;
using Npgsql;

namespace Loyalty.Cluster.Tests;

/// <summary>A database and the servers on it.</summary>
public sealed class Served(string connection, List<ServerProcess> servers) : IAsyncDisposable
{
    private const int Active = 3; // Orleans' SiloStatus

    /// <summary>A till that repeats for a minute.</summary>
    public LoyaltyClient Client { get; } = ClientOf(servers, TimeSpan.FromSeconds(60));

    private LoyaltyClient Once { get; } = ClientOf(servers, TimeSpan.Zero);

    public async Task StartAsync(TimeSpan limit)
    {
        await Task.WhenAll(servers.Select(server => server.StartAsync(limit)));
        await Silos.WaitAsync(
            async () => await MembersAsync() == servers.Count, limit, "all silos are members of their cluster");
    }

    public async Task RestartAsync()
    {
        await Task.WhenAll(servers.Select(server => server.StopAsync()));
        await StartAsync(TimeSpan.FromSeconds(60));
    }

    public async Task StopOneAsync() => Assert.Equal(0, await servers[0].StopAsync());

    /// <summary>Silos that are active in the cluster of which the first server's own is one.</summary>
    public async Task<long> MembersAsync()
    {
        var ports = string.Join(',', servers.Select(server => server.Silo.Port));
        return await PostgresServer.ScalarAsync<long>(connection, $"""
            SELECT count(*) FROM cluster_silos WHERE status = {Active} AND deployment_id IN (
                SELECT deployment_id FROM cluster_silos WHERE port IN ({ports}))
            """);
    }

    /// <summary>Accrues receipts of their own on the cards.</summary>
    public async Task<Receipt[]> AccrueAsync(string[] cards, int count)
    {
        var requests = Enumerable.Range(0, count).Select(i => Sale.On(cards[i % cards.Length])).ToList();
        await SendAsync(requests);
        return [.. requests.Select(request => request.Receipt)];
    }

    public Task<AccruePointsResponse[]> SendAsync(IEnumerable<AccruePointsRequest> requests) =>
        Task.WhenAll(requests.Select(request => Client.Points.AccruePointsAsync(request).ResponseAsync));

    /// <summary>Why a request is refused that is sent once; empty if it isn't.</summary>
    public async Task<string> RefusalOfAsync(AccruePointsRequest request)
    {
        try
        {
            await Once.Points.AccruePointsAsync(request);
            return "";
        }
        catch (RefusedException exception)
        {
            return exception.Refusal.Reason;
        }
    }

    /// <summary>Sells until it is told to end.</summary>
    public Selling Load(string[] cards) => new(Client, cards);

    public Task WaitForReadyAsync(bool ready, TimeSpan limit) => Silos.WaitAsync(
        async () => Array.TrueForAll(
            await Task.WhenAll(servers.Select(server => server.IsReadyAsync())), answer => answer == ready),
        limit, ready ? "all are ready" : "none is ready");

    public IEnumerable<string> Said() => servers.Select(server => server.Said());

    /// <summary>The numbers of all receipts in the database.</summary>
    public async Task<List<string>> ReceiptsAsync()
    {
        var numbers = new List<string>();
        await using var session = new NpgsqlConnection(connection + ";Pooling=false");
        await session.OpenAsync();
        await using var select = new NpgsqlCommand("SELECT idempotency_key FROM entries WHERE points > 0", session);
        await using var rows = await select.ExecuteReaderAsync();
        while (await rows.ReadAsync()) numbers.Add(rows.GetString(0).Split('/')[^1]);
        return [.. numbers.Order(StringComparer.Ordinal)];
    }

    public async Task AuditAsync()
    {
        await using var snapshot = await LedgerStores.OpenAsync(connection, CancellationToken.None);
        var report = await Auditor.RunAsync(snapshot, CancellationToken.None);
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Once.Dispose();
        foreach (var server in servers) await server.DisposeAsync();
    }

    private static LoyaltyClient ClientOf(List<ServerProcess> servers, TimeSpan repeats) => new(new ClientOptions
    {
        Servers = [.. servers.Select(server => server.Address)],
        Caller = new CallerIdentity(CallerMetadata.Till, "till-1", Store: Sale.Store),
        Retry = new RetryPolicy { Total = repeats, MaxBackoff = TimeSpan.FromMilliseconds(500) },
    });
}

/// <summary>Tills that sell without a break; a sale that is refused is sent again until it is answered.</summary>
public sealed class Selling : IDisposable
{
    private readonly ConcurrentBag<Receipt> sold = [];
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    public Selling(LoyaltyClient client, string[] cards) => running = Task.WhenAll(cards.Select(async card =>
    {
        while (!stop.IsCancellationRequested)
        {
            var request = Sale.On(card);
            await client.Points.AccruePointsAsync(request);
            sold.Add(request.Receipt);
            await Task.Delay(10);
        }
    }));

    /// <summary>How many receipts were answered so far.</summary>
    public int Sold => sold.Count;

    /// <summary>Ends the tills; the receipts that were answered.</summary>
    public async Task<IReadOnlyCollection<Receipt>> EndAsync()
    {
        await stop.CancelAsync();
        await running;
        return sold;
    }

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }
}
