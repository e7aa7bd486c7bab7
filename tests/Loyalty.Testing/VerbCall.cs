using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.V1;

namespace Loyalty.Testing;

/// <summary>
/// Sends a command by the call of the contract that has its name, whose fields are filled by theirs: so a test sends a
/// new command without a line of it.
/// </summary>
/// <param name="calls">The connection.</param>
public sealed class VerbCall(CallInvoker calls)
{
    /// <summary>The call of a command; null for one that no call of cards is of.</summary>
    public static MethodDescriptor? MethodOf(CardVerb verb) => CommandMaker.TypeOf(verb) is { } type
        ? CardsService.Descriptor.FindMethodByName(type.Name)
        : null;

    /// <summary>The kind of caller that a command is sent by: a desk, if it may.</summary>
    public static CallerKind SenderOf(CardVerb verb) =>
        CallerRights.Allowed(verb.Right) is var allowed && allowed.Contains(CallerKind.Desk)
            ? CallerKind.Desk
            : allowed[0];

    /// <summary>Makes a call's request: texts by the names of their fields, and of each enum its first value.</summary>
    public static IMessage RequestOf(MethodDescriptor method, params (string Field, string Value)[] texts)
    {
        var request = method.InputType.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in method.InputType.Fields.InDeclarationOrder())
        {
            if (field.FieldType == FieldType.Enum) field.Accessor.SetValue(request, 1);
            if (field.FieldType != FieldType.String) continue;
            foreach (var (name, value) in texts)
                if (name == field.Name) field.Accessor.SetValue(request, value);
        }

        return request;
    }

    /// <summary>Sends a request once.</summary>
    /// <exception cref="RpcException">It was refused, or not answered.</exception>
    public async Task<(LedgerEntry Entry, bool Replayed)> SendAsync(
        MethodDescriptor method, IMessage request, Metadata caller, DateTime? deadline = null)
    {
        var answer = await calls.AsyncUnaryCall(
            new Method<IMessage, IMessage>(
                MethodType.Unary, method.Service.FullName, method.Name, MarshallerOf(method.InputType),
                MarshallerOf(method.OutputType)),
            host: null,
            new CallOptions(caller, deadline),
            request);
        return ((LedgerEntry)ValueOf(answer, "entry"), (bool)ValueOf(answer, "replayed"));
    }

    private static object ValueOf(IMessage message, string field) =>
        message.Descriptor.FindFieldByName(field).Accessor.GetValue(message);

    private static Marshaller<IMessage> MarshallerOf(MessageDescriptor type) =>
        Marshallers.Create(static message => message.ToByteArray(), bytes => type.Parser.ParseFrom(bytes));
}
