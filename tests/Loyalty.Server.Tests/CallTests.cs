using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Loyalty.Domain;
using Loyalty.Server.Errors;
using Loyalty.Server.Tests.Interop;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

/// <summary>Every call of the contract has all that docs/adding-a-call.md asks of it.</summary>
public sealed partial class CallTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>Calls that the command doesn't make by their name, and why.</summary>
    private static readonly Dictionary<string, string> s_notInTheCommand = new(StringComparer.Ordinal)
    {
        ["UploadReceipts"] = "replay sends by ReceiptUploader",
        ["GetTillSession"] = "a session is a till's own, and the command is none",
        ["FindCards"] = "card show reads by number, old ones too",
    };

    /// <summary>Fields of requests that are a bool, and why none of them decides anything.</summary>
    private static readonly string[] s_bools =
    [
        "GetCardRequest.allow_stale", // a read; seq says as of what it is
        "QuoteAccrualRequest.allow_stale", // a read; seq says as of what it is
        "ListLedgerEntriesRequest.newest_first", // the order of a page
    ];

    /// <summary>Fields of requests that are an enum; each refuses 0, by MisreadTests and their kin.</summary>
    private static readonly string[] s_enums =
    [
        "Consent.status", "CreateMemberRequest.view", "FindMembersRequest.view", "GetMemberRequest.view",
        "ImportedCard.status", "ImportedCard.type", "IssueCardRequest.receipt_use", "IssueCardRequest.type",
        "ListLedgerEntriesRequest.kinds", "Member.gender", "Member.state", "Member.view", // the last two are ignored
        "ReplaceCardRequest.reason", "TransferPointsRequest.scope", "UpdateMemberRequest.view",
    ];

    private static readonly Marshaller<byte[]> s_bytes = Marshallers.Create(static b => b, static b => b);

    private static IEnumerable<MethodDescriptor> Calls =>
        typeof(Receipt).Assembly.GetTypes()
            .Where(type => type.IsClass && type.Name.EndsWith("Reflection", StringComparison.Ordinal)
                && type.Namespace == typeof(Receipt).Namespace)
            .Select(type => (FileDescriptor)type.GetProperty("Descriptor")!.GetValue(null)!)
            .SelectMany(file => file.Services)
            .SelectMany(service => service.Methods);

    [Fact]
    public void Comments_SayWhatEachCallRefuses()
    {
        var known = Enum.GetValues<Refusal>().Select(GrpcErrors.ReasonOf).ToHashSet(StringComparer.Ordinal);
        foreach (var call in Calls)
        {
            var comment = CommentOf(call);
            Assert.True(Refuses().IsMatch(comment), $"{call.FullName} doesn't say what it refuses with.");
            var unknown = Reasons().Matches(comment).Select(match => match.Value).Except(known).ToList();
            Assert.True(unknown.Count == 0, $"{call.FullName} refuses with {string.Join(", ", unknown)}: no refusal.");
        }
    }

    [Fact]
    public void Pages_HaveARowForEachCall()
    {
        var page = File.ReadAllLines(Path.Combine(NodeTools.Protos, "README.md")).Where(line => line.StartsWith('|'));
        var words = page.SelectMany(line => Word().Matches(line)).Select(match => match.Value).ToHashSet();
        Assert.Empty(Calls.Select(call => call.Name).Except(words, StringComparer.Ordinal));
    }

    [Fact]
    public void Command_MakesEachCallOrSaysWhyNot()
    {
        var folder = Path.GetFullPath(Path.Combine(NodeTools.Protos, "..", "src", "Loyalty.Cli"));
        var text = string.Concat(
            Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var missing = Calls.Select(call => call.Name)
            .Where(name => !text.Contains($".{name}Async(", StringComparison.Ordinal)).Order();
        Assert.Equal(s_notInTheCommand.Keys.Order(), missing);
    }

    [Fact]
    public async Task Calls_ByNobodyKnown_AreRefusedEach()
    {
        using var channel = GrpcChannel.ForAddress(server.GrpcUri);
        var nobody = new CallOptions(new Metadata { { CallerMetadata.Kind, "nobody" }, { CallerMetadata.Name, "x" } });
        foreach (var call in Calls)
        {
            // On the wire a unary call is a stream of one message.
            var method = new Method<byte[], byte[]>(
                MethodType.DuplexStreaming, call.Service.FullName, call.Name, s_bytes, s_bytes);
            using var stream = channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, nobody);
            var end = await Assert.ThrowsAsync<RpcException>(async () =>
            {
                await stream.RequestStream.WriteAsync([]);
                await stream.RequestStream.CompleteAsync();
                while (await stream.ResponseStream.MoveNext(default)) { }
            });
            Assert.Equal((call.Name, "CALLER_MALFORMED"), (call.Name, Some.InfoOf(end).Reason));
        }
    }

    /// <summary>
    /// Every field that a silently converting client could send as something else is known, and tested.
    /// </summary>
    [Fact]
    public void Requests_HaveNoBoolThatDecidesAndNoUntestedEnum()
    {
        var fields = new HashSet<FieldDescriptor>();
        foreach (var call in Calls) Collect(call.InputType, fields);
        Assert.Equal(s_bools.Order(StringComparer.Ordinal), NamesOf(FieldType.Bool));
        Assert.Equal(s_enums.Order(StringComparer.Ordinal), NamesOf(FieldType.Enum));

        IEnumerable<string> NamesOf(FieldType type) => fields.Where(field => field.FieldType == type)
            .Select(field => $"{field.ContainingType.Name}.{field.Name}").Order(StringComparer.Ordinal);
    }

    private static void Collect(MessageDescriptor message, HashSet<FieldDescriptor> fields)
    {
        // An empty message would be one more bool, which protobuf-es makes of false.
        var isCalls = message.Name.EndsWith("Request", StringComparison.Ordinal);
        Assert.True(isCalls || message.Fields.InDeclarationOrder().Count > 0, message.FullName);
        foreach (var field in message.Fields.InDeclarationOrder())
            if (fields.Add(field) && field.FieldType == FieldType.Message) Collect(field.MessageType, fields);
    }

    private static string CommentOf(MethodDescriptor call)
    {
        var lines = File.ReadAllLines(Path.Combine(NodeTools.Protos, call.File.Name));
        var at = Array.FindIndex(lines, line => line.StartsWith($"  rpc {call.Name}(", StringComparison.Ordinal));
        var first = Array.FindLastIndex(lines, at - 1, line => !line.StartsWith("  //", StringComparison.Ordinal)) + 1;
        return string.Join(' ', lines[first..at].Select(line => line.Trim(' ', '/')));
    }

    [GeneratedRegex(
        @"Refuses (with [A-Z]|as \w|nothing)|Refuses, in this order, with [A-Z]", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Refuses();

    [GeneratedRegex(@"\b[A-Z]+(_[A-Z]+)+\b", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Reasons();

    [GeneratedRegex(@"\w+", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Word();
}
