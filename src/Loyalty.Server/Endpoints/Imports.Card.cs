using Grpc.Core;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

public sealed partial class Imports
{
    /// <summary>
    /// A card imported: (1) who calls; (2) the request's shape; (3) whether its member is there; (4) the card that
    /// the old key names, whether or not it is there already, and whose it is if its member has been merged meanwhile;
    /// (5) a repeat is told the number that it has now.
    /// </summary>
    public override async Task<ImportCardResponse> ImportCard(ImportCardRequest request, ServerCallContext context)
    {
        var caller = Admit(context);
        var fresh = CardNumberGenerator.Create(settings.Program.IssuerPrefix);
        if (ImportReader.Read(request, fresh, program.Today, out var command) is { } malformed)
            throw new RefusedException(malformed);
        if (command.MemberId is { } member)
            command = command with { MemberRefused = await members.CheckAsync(member) };

        var cardId = CardId.ForImport(command.IdempotencyKey);
        var card = cards.Get(cardId);
        var answer = await card.ExecuteAsync(command, caller);
        if (answer.Refused is not null) throw new RefusedException(answer.Refused);
        if (command.MemberId is { } owner) await merging.FollowAsync(owner, caller);

        var number = command.Number;
        if (answer.Replayed)
        {
            var reading = await card.ReadAsync(allowStale: false);
            number = reading.State?.Number ?? throw new RefusedException(reading.Refused!);
        }

        cards.Cache(number, cardId);
        return new ImportCardResponse
        {
            CardId = cardId.ToString(),
            CardNumber = number.Digits,
            Entry = EntryMapping.ToWire(answer.Entry!),
            Replayed = answer.Replayed,
        };
    }
}
