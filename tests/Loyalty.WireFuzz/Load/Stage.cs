using System.Net;
using Grpc.Net.Client;
using Loyalty.WireFuzz.Checks;
using Loyalty.WireFuzz.Inputs;
using Loyalty.V1;

namespace Loyalty.WireFuzz.Load;

/// <summary>Sets a running server up: cards for the inputs, and tills with a card each of their own.</summary>
public sealed record Stage(WireTarget Target, Crowd Crowd) : IDisposable
{
    private const int CardsOfInputs = 8;
    private const int Tills = 2;

    public static async Task<Stage> SetAsync(IPEndPoint grpc, IPEndPoint health, Accounts accounts)
    {
        var address = new Uri($"http://{grpc}");
        using var channel = GrpcChannel.ForAddress(address);
        var program = await new ProgramService.ProgramServiceClient(channel).GetProgramAsync(new GetProgramRequest());
        var cards = new CardsService.CardsServiceClient(channel);
        var numbers = new List<string>();
        while (numbers.Count < CardsOfInputs + Tills)
        {
            accounts.Sent(1);
            var issued = await cards.IssueCardAsync(new IssueCardRequest
            {
                RequestId = Guid.NewGuid().ToString("D"), Type = CardType.LongTerm,
            });
            accounts.Acknowledged(issued.Card.CardId, issued.Card.Seq, issued.Card.Balance);
            numbers.Add(issued.Card.CardNumber);
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(program.TimeZone);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), zone).DateTime);
        var world = new World([.. numbers.Skip(Tills)], today, program.CurrencyCode);
        var tills = numbers.Take(Tills).Select((card, number) => new Till(address, number, card, world, accounts));
        return new Stage(new WireTarget(grpc, health, world), new Crowd([.. tills]));
    }

    public void Dispose() => Crowd.Dispose();
}
