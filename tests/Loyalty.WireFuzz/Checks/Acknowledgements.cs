using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Loyalty.WireFuzz.Http2;
using Loyalty.WireFuzz.Inputs;
using Loyalty.V1;

namespace Loyalty.WireFuzz.Checks;

/// <summary>
/// Finds in answers what was acknowledged. A message that acknowledges a change has an <c>entry</c> and says whether it
/// is <c>replayed</c>; by that, methods that change something are told from those that don't.
/// </summary>
public static class Acknowledgements
{
    /// <summary>Whether calls of the method may change something.</summary>
    public static bool CanBeIn(ServiceMethod method) => CanBeIn(method.Response, depth: 3);

    /// <summary>The entries that the answer acknowledges.</summary>
    public static IEnumerable<LedgerEntry> In(ServiceMethod method, CallAnswer answer) =>
        CanBeIn(method) ? answer.Messages().SelectMany(bytes => In(method.Response.Parser.ParseFrom(bytes))) : [];

    /// <summary>Posts what a call may have changed, before it is sent.</summary>
    public static void NoteSent(Accounts accounts, WireInput input) => accounts.Sent(ChangesOf(input));

    /// <summary>Posts what its answer says.</summary>
    public static void NoteAnswer(Accounts accounts, WireInput input, CallAnswer answer)
    {
        var changes = ChangesOf(input);
        if (changes == 0) return;
        var acknowledged = 0;
        foreach (var entry in In(input.Method!, answer))
        {
            accounts.Acknowledged(entry.CardId, entry.Seq, entry.Balance);
            acknowledged++;
        }

        if (!IsDefinite(input, answer)) return;
        for (; acknowledged < changes; acknowledged++) accounts.Refused();
    }

    /// <summary>At most how many changes the call asks for.</summary>
    private static int ChangesOf(WireInput input) =>
        input.Method is not { } method || !CanBeIn(method) ? 0
        : method.StreamsRequests ? MessageInputs.Unframe(input.Bytes).Count()
        : 1;

    /// <summary>Whether what wasn't acknowledged has definitely not happened.</summary>
    private static bool IsDefinite(WireInput input, CallAnswer answer) => answer.Status switch
    {
        null => answer.IsWhole && answer.HttpStatus != "200",
        (int)StatusCode.OK => true,
        (int)StatusCode.Cancelled or (int)StatusCode.DeadlineExceeded or (int)StatusCode.Unavailable => false,
        _ => !input.Method!.StreamsRequests, // a stream may end with answers that it could not send any more
    };

    private static IEnumerable<LedgerEntry> In(IMessage message)
    {
        if (message.Descriptor.FindFieldByName("replayed") is not null)
            return message.Descriptor.FindFieldByName("entry")?.Accessor.GetValue(message) is LedgerEntry entry
                ? [entry]
                : [];
        return message.Descriptor.Fields.InDeclarationOrder()
            .Where(field => field is { FieldType: FieldType.Message, IsRepeated: false })
            .Select(field => field.Accessor.GetValue(message))
            .OfType<IMessage>()
            .SelectMany(In);
    }

    private static bool CanBeIn(MessageDescriptor type, int depth) => type.FindFieldByName("replayed") is not null
        || depth > 0 && type.Fields.InDeclarationOrder().Any(
            field => field is { FieldType: FieldType.Message, IsRepeated: false }
                && CanBeIn(field.MessageType, depth - 1));
}
