using System.Threading.Channels;
using Loyalty.Client;
using Loyalty.Testing;
using Loyalty.V1;

namespace Loyalty.Cluster.Tests;

/// <summary>Tills' sessions in the stock AdoNet grain storage.</summary>
[Collection(nameof(Silos))]
public sealed class TillSessionTests(Silos silos)
{
    private const int Queue = 600;

    [Fact]
    public async Task Till_ThatCrashed_GoesOnWhereItsSessionIs()
    {
        await silos.StartAllAsync();
        var till = new CallerIdentity(CallerMetadata.Till, "till-crashed", Store: Sale.Store);
        AccruePointsRequest[] queue;
        using (var client = silos.Client(till))
        {
            var cards = await Sale.CardsAsync(client, 20);
            queue = [.. Enumerable.Range(0, Queue).Select(i => Sale.On(cards[i % cards.Length]))];
            using var crash = new CancellationTokenSource();
            var answers = 0;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => UploadAsync(
                client, queue, 1, _ => { if (++answers == Queue / 2) crash.Cancel(); }, crash.Token));
        }

        using var again = silos.Client(till);
        var last = 0L;
        await Silos.WaitAsync(
            async () => (last = await LastAsync(again)) > 0, TimeSpan.FromSeconds(10), "the stream's end is noted");
        Assert.InRange(last, 1, Queue);
        await UploadAsync(again, queue[(int)last..], last + 1, answer => Assert.Null(answer.Refused), default);

        Assert.Equal(Queue, await LastAsync(again));
        Assert.Equal(Queue, await PointsAsync(again, queue));
        await silos.AuditAsync();
    }

    /// <summary>As another activation would, somebody writes the session behind the grain's back.</summary>
    [Fact]
    public async Task Session_WrittenByAnotherActivation_IsReadAgainAndNeverGoesBack()
    {
        await silos.StartAllAsync();
        using var client = silos.Client(new CallerIdentity(CallerMetadata.Till, "till-twice", Store: Sale.Store));
        var cards = await Sale.CardsAsync(client, 1);
        await UploadAsync(client, [Sale.On(cards[0]), Sale.On(cards[0])], 1, _ => { }, default);
        Assert.Equal(1, await PostgresServer.ExecuteAsync(silos.Connection, """
            UPDATE grain_states SET version = version + 1, state = jsonb_set(state, '{LastSequence}', '7')
            WHERE state_name = 'till_session' AND key_text = 'Till::s1:till-twice'
            """));

        await UploadAsync(client, [Sale.On(cards[0])], 3, _ => { }, default);

        Assert.Equal(7, await LastAsync(client));
    }

    private static async Task UploadAsync(
        LoyaltyClient client, AccruePointsRequest[] queue, long first, Action<ReceiptAnswer> answered,
        CancellationToken cancellation)
    {
        var source = Channel.CreateUnbounded<AccruePointsRequest>();
        foreach (var receipt in queue) source.Writer.TryWrite(receipt);
        source.Writer.Complete();
        await new ReceiptUploader(client, 64, first).RunAsync(source.Reader, answered, cancellation);
    }

    private static async Task<long> LastAsync(LoyaltyClient client) =>
        (await client.Tills.GetTillSessionAsync(new())).Session.LastSequence;

    private static async Task<long> PointsAsync(LoyaltyClient client, AccruePointsRequest[] queue)
    {
        var points = 0L;
        foreach (var card in queue.Select(receipt => receipt.CardNumber).Distinct())
        {
            var request = new GetCardRequest { CardNumber = card };
            points += (await client.Cards.GetCardAsync(request)).Card.Balance;
        }

        return points;
    }
}
