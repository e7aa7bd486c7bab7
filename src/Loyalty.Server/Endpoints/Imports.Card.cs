using Grpc.Core;
using Loyalty.Application;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Imports
{
    public override async Task<ImportCardResponse> ImportCard(ImportCardRequest request, ServerCallContext context)
    {
        var caller = Admit(context);
        if (ImportReader.Read(request, program.Today, out var command) is { } malformed)
            throw new RefusedException(malformed);
        var card = await import.ImportAsync(command, caller);
        return new ImportCardResponse
        {
            CardId = card.CardId.ToString(),
            CardNumber = card.Number.Digits,
            Entry = EntryMapping.ToWire(card.Entry),
            Replayed = card.Replayed,
        };
    }
}
