using Grpc.Core;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Testing;
using Loyalty.V1;
using ReplaceReason = Loyalty.V1.ReplaceReason;

namespace Loyalty.Server.Tests;

/// <summary>The commands of a card as a desk and its supervisor send them.</summary>
internal sealed class CardCommands
{
    private readonly RunningServer server;

    /// <summary>Skips the test where the server's database isn't to be had.</summary>
    public CardCommands(RunningServer server)
    {
        if (server.Missing is { } reason) Assert.Skip(reason);
        this.server = server;
    }

    /// <summary>Of a card's number, the number of the card that gives to it, or gets from it.</summary>
    public Dictionary<string, string> Others { get; } = [];

    public async Task<LedgerEntry> SendAsync(CardVerb verb, string number, string? requestId = null)
    {
        var id = requestId ?? $"{Some.Id()}";
        if (verb == AccruePoints.Verb)
            return (await server.Points.AccruePointsAsync(Some.Accrual(number, Receipt()))).Entry;
        if (verb == LinkMember.Verb) return (await LinkAsync(number, await MemberAsync(), id)).Entry;
        if (verb == TransferPoints.Verb) return (await TransferAsync(number, Others[number], null, id)).Entry;
        if (verb == TransferPoints.OfOtherCard) return (await TransferAsync(Others[number], number, null, id)).Entry;
        var method = VerbCall.MethodOf(verb) ?? throw new ArgumentOutOfRangeException(nameof(verb), verb, null);
        var request = VerbCall.RequestOf(method, ("request_id", id), ("card_number", number), ("reason", "doubt"));
        return (await new VerbCall(server.Calls).SendAsync(method, request, SenderOf(verb))).Entry;
    }

    /// <summary>The desk, or the supervisor for what a desk may not.</summary>
    public static Metadata SenderOf(CardVerb verb) =>
        VerbCall.SenderOf(verb) == CallerKind.Desk ? Callers.Desk : Callers.Supervisor;

    /// <summary>The reason of the refusal; empty if the command was accepted.</summary>
    public Task<string> TryAsync(CardVerb verb, string number) => TryAsync(() => SendAsync(verb, number));

    public static async Task<string> TryAsync(Func<Task> send)
    {
        try
        {
            await send();
            return "";
        }
        catch (RpcException e)
        {
            Assert.Equal(StatusCode.FailedPrecondition, e.StatusCode);
            return Some.InfoOf(e).Reason;
        }
    }

    public async Task<ReplaceCardResponse> ReplaceAsync(
        string number, string? requestId = null, Metadata? caller = null) =>
        await server.Cards.ReplaceCardAsync(
            new()
            {
                RequestId = requestId ?? $"{Some.Id()}", CardNumber = number, Reason = ReplaceReason.Lost,
            },
            caller ?? Callers.Desk);

    public async Task<V1.Card> IssueAsync(V1.CardType type = V1.CardType.LongTerm, string member = "") =>
        (await server.Cards.IssueCardAsync(
            new() { RequestId = $"{Some.Id()}", Type = type, MemberId = member }, Callers.Desk)).Card;

    public async Task<V1.Card> ReadAsync(string number, Metadata? caller = null) =>
        (await server.Cards.GetCardAsync(new() { CardNumber = number }, caller)).Card;

    public async Task<LinkMemberResponse> LinkAsync(string number, string member, string? requestId = null) =>
        await server.Cards.LinkMemberAsync(
            new() { RequestId = requestId ?? $"{Some.Id()}", CardNumber = number, MemberId = member }, Callers.Desk);

    /// <param name="from">The number of the card that gives.</param>
    /// <param name="to">The number of the card that gets.</param>
    /// <param name="points">How many; null for all.</param>
    /// <param name="requestId">Null for a fresh one.</param>
    public async Task<TransferPointsResponse> TransferAsync(
        string from, string to, long? points, string? requestId = null)
    {
        var request = new TransferPointsRequest
        {
            RequestId = requestId ?? $"{Some.Id()}", FromCardNumber = from, ToCardNumber = to,
        };
        if (points is { } some) request.Points = some;
        else request.Scope = PointsScope.All;
        return await server.Cards.TransferPointsAsync(request, Callers.Desk);
    }

    public async Task<MergeMembersResponse> MergeAsync(string from, string into) =>
        await server.Members.MergeMembersAsync(new() { FromMemberId = from, IntoMemberId = into }, Callers.Desk);

    /// <summary>A new member's id.</summary>
    public async Task<string> MemberAsync() => (await Members.Person.CreateAsync(server)).MemberId;

    /// <summary>Whatever happened, the ledger must be clean.</summary>
    public async Task AuditAsync()
    {
        using var audit = server.Audit.AuditLedger(new AuditLedgerRequest());
        var findings = new List<string>();
        await foreach (var answer in audit.ResponseStream.ReadAllAsync())
            if (answer.Finding is { } finding) findings.Add($"{finding}");
        Assert.Empty(findings);
    }

    /// <summary>A receipt of the server's present day.</summary>
    public Receipt Receipt(decimal total = 100m)
    {
        var today = server.Time.Now.ToOffset(TimeSpan.FromHours(8));
        var receipt = Some.Receipt(total);
        receipt.BusinessDate = new() { Year = today.Year, Month = today.Month, Day = today.Day };
        return receipt;
    }
}
