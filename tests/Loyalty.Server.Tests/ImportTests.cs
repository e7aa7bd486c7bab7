using Google.Type;
using Grpc.Core;
using Loyalty.Domain.Cards;
using Loyalty.Server.Tests.Members;
using Loyalty.V1;
using CardType = Loyalty.V1.CardType;

namespace Loyalty.Server.Tests;

public sealed class SqliteImportTests(RunningServer server) : ImportTests<RunningServer>(server);

public sealed class PostgresImportTests(PostgresRunningServer server) : ImportTests<PostgresRunningServer>(server);

/// <summary>Cards of an old system: imported once, as they were, by the back office, and given out again.</summary>
public abstract class ImportTests<TServer>(TServer server) : IClassFixture<TServer>
    where TServer : RunningServer
{
    private static long numbers = 4_000;

    [Fact]
    public async Task ImportCard_WithANumberAndAMember_IsThatCard()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        var member = await Person.CreateAsync(server);
        var request = Request(card =>
        {
            card.CardNumber = Number();
            card.MemberId = member.MemberId;
            card.Status = ImportedStatus.Lost;
        });
        var response = await server.Imports.ImportCardAsync(request, Callers.BackOffice);

        Assert.Equal(
            (request.Card.CardNumber, EntryKind.OpeningBalance, 42, "cards.csv:17", false),
            (response.CardNumber, response.Entry.Kind, response.Entry.Points, response.Entry.Source,
                response.Replayed));
        var card = (await server.Cards.GetCardAsync(new GetCardRequest { CardNumber = response.CardNumber })).Card;
        Assert.Equal(
            (response.CardId, request.Card.IssueDate, CardType.OneYear, member.MemberId, 42L),
            (card.CardId, card.IssueDate, card.Type, card.MemberId, card.Balance));
        Assert.NotNull(card.LostTime);
        Assert.Equal(request.Card.Lots.Select(lot => lot.Points), card.Lots.Select(lot => lot.Remaining));
    }

    [Fact]
    public async Task ImportCard_SentAgain_AnswersTheSameUnderTheNumberThatItHasNow()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        var request = Request();
        var first = await server.Imports.ImportCardAsync(request);
        Assert.StartsWith("9800", first.CardNumber, StringComparison.Ordinal);
        var replaced = await server.Cards.ReplaceCardAsync(new ReplaceCardRequest
        {
            RequestId = $"{Some.Id()}", CardNumber = first.CardNumber, Reason = V1.ReplaceReason.Damaged,
        });

        request.Line = 99;
        var second = await server.Imports.ImportCardAsync(request, Callers.BackOffice);

        Assert.Equal((first.Entry, replaced.CardNumber, true), (second.Entry, second.CardNumber, second.Replayed));
    }

    [Fact]
    public async Task ImportCard_WithOtherContent_IsAConflictThatSaysWhich()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        var request = Request();
        await server.Imports.ImportCardAsync(request);
        request.Card.Lots[0].Points++;
        await AssertRefusedAsync(request, StatusCode.AlreadyExists, "IMPORT_CONFLICT", "card.lots");
    }

    [Fact]
    public async Task ImportCard_OfWhatIsTaken_IsRefused()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        var member = await Person.CreateAsync(server);
        var first = Request(card =>
        {
            card.CardNumber = Number();
            card.MemberId = member.MemberId;
        });
        await server.Imports.ImportCardAsync(first);

        await AssertRefusedAsync(
            Request(card => card.CardNumber = first.Card.CardNumber), StatusCode.AlreadyExists, "CARD_NUMBER_TAKEN",
            "card.card_number");
        await AssertRefusedAsync(
            Request(card => card.MemberId = member.MemberId), StatusCode.AlreadyExists, "MEMBER_HAS_CARD",
            "card.member_id");
        await AssertRefusedAsync(
            Request(card => card.MemberId = $"{Some.Id()}"), StatusCode.NotFound, "MEMBER_UNKNOWN", "member_id");

        // Of a member who was erased no card comes in; one that is in is answered as before.
        await server.Members.EraseMemberAsync(new EraseMemberRequest { MemberId = member.MemberId }, Person.Desk);
        var other = Request(card => (card.MemberId, card.Type) = (member.MemberId, CardType.Digital));
        await AssertRefusedAsync(other, StatusCode.FailedPrecondition, "MEMBER_ERASED", "member_id");
        Assert.True((await server.Imports.ImportCardAsync(first)).Replayed);
    }

    [Theory]
    [InlineData("card.card_number", "CARD_NUMBER_CHECK_DIGIT")]
    [InlineData("card.issue_date", "FIELD_MALFORMED")]
    [InlineData("card.lots", "FIELD_MALFORMED")]
    [InlineData("card.key", "FIELD_MALFORMED")]
    [InlineData("file", "FIELD_MALFORMED")]
    [InlineData("line", "FIELD_MALFORMED")]
    public async Task ImportCard_ThatIsMalformed_NamesTheField(string field, string reason)
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        var request = Request();
        switch (field)
        {
            case "card.card_number":
                request.Card.CardNumber = "4111111111111112";
                break;
            case "card.issue_date":
                request.Card.IssueDate = new Date { Year = 2026, Month = 6, Day = 16 };
                break;
            case "card.lots":
                request.Card.Lots.Add(request.Card.Lots[0]);
                break;
            case "card.key":
                request.Card.Key = "键";
                break;
            case "file":
                request.File = "";
                break;
            default:
                request.Line = 0;
                break;
        }

        await AssertRefusedAsync(request, StatusCode.InvalidArgument, reason, field);
    }

    [Fact]
    public async Task Import_ByAnyoneButTheBackOffice_IsNotAllowed()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        foreach (var (kind, metadata) in Callers.All.Where(caller => caller.Kind != "BackOffice"))
        {
            var info = await Some.RefusalAsync(
                server.Imports.ImportCardAsync(Request(), metadata), StatusCode.PermissionDenied);
            Assert.Equal(("CALLER_NOT_ALLOWED", kind), (info.Reason, info.Metadata["caller_kind"]));
            await Some.RefusalAsync(
                server.Imports.CheckImportAsync(new CheckImportRequest(), metadata), StatusCode.PermissionDenied);
            var export = server.Imports.ExportCards(new ExportCardsRequest(), metadata);
            var e = await Assert.ThrowsAsync<RpcException>(() => export.ResponseStream.MoveNext(default));
            Assert.Equal(StatusCode.PermissionDenied, e.StatusCode);
        }
    }

    [Fact]
    public async Task CheckImport_OfLines_SaysWhatIsThereAndWhatIsTaken()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        var person = Person.Creation();
        person.View = MemberView.Minimal;
        await server.Members.CreateMemberAsync(person, Callers.BackOffice);
        var there = Request(card => card.CardNumber = Number());
        await server.Imports.ImportCardAsync(there, Callers.BackOffice);

        var (own, taken) = (there.Card.CardNumber, person.Member.Phone);
        var response = await server.Imports.CheckImportAsync(
            new CheckImportRequest
            {
                Checks =
                {
                    new ImportCheck
                    {
                        Source = "old", Key = there.Card.Key, CardNumber = own, Phone = taken,
                        MemberRequestId = person.RequestId,
                    },
                    new ImportCheck
                    {
                        Source = "new", Key = there.Card.Key, CardNumber = own, Phone = taken,
                        MemberRequestId = $"{Some.Id()}",
                    },
                    new ImportCheck { Phone = Person.Phone(), MemberRequestId = $"{Some.Id()}" },
                },
            },
            Callers.BackOffice);

        Assert.Equal(
            [
                new ImportFinding { Imported = true },
                new ImportFinding { CardNumberTaken = true, PhoneTaken = true },
                new ImportFinding(),
            ],
            response.Findings);
        var tooMany = new CheckImportRequest { Checks = { Enumerable.Repeat(new ImportCheck(), 501) } };
        await Some.RefusalAsync(server.Imports.CheckImportAsync(tooMany), StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task ExportCards_OfEverything_HasItAsItIsNow()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        var member = await Person.CreateAsync(server);
        var request = Request(card => card.MemberId = member.MemberId);
        request.Card.Key = $"a/b:c%{request.Card.Key}";
        var imported = await server.Imports.ImportCardAsync(request);
        var issued = await server.IssueAsync();
        var cancelled = await server.IssueAsync();
        await server.Cards.CancelCardAsync(
            new CancelCardRequest { RequestId = $"{Some.Id()}", CardNumber = cancelled });
        var erased = await Person.CreateAsync(server);
        await server.Members.EraseMemberAsync(new EraseMemberRequest { MemberId = erased.MemberId }, Person.Desk);

        var (cards, members, summary) = await ExportAsync();

        Assert.Equal((cards.Count, members.Count), (summary.Cards, summary.Members));
        Assert.Equal(cards.Sum(card => card.Lots.Sum(lot => lot.Points) - card.Debt), summary.Points);
        var back = request.Card.Clone();
        back.CardNumber = imported.CardNumber;
        Assert.Equal(back, cards.Single(card => card.CardNumber == imported.CardNumber));
        Assert.Equal("loyalty", cards.Single(card => card.CardNumber == issued).Source);
        Assert.DoesNotContain(cancelled, cards.Select(card => card.CardNumber));
        Assert.Equal(("欧阳娜娜", member.Phone), (NameOf(member.MemberId), PhoneOf(member.MemberId)));
        Assert.DoesNotContain(erased.MemberId, members.Select(one => one.MemberId));

        string NameOf(string id) => members.Single(one => one.MemberId == id).Name;
        string PhoneOf(string id) => members.Single(one => one.MemberId == id).Phone;
    }

    private async Task<(List<ImportedCard> Cards, List<Member> Members, ExportSummary Summary)> ExportAsync()
    {
        var (cards, members, summary) = (new List<ImportedCard>(), new List<Member>(), new ExportSummary());
        using var call = server.Imports.ExportCards(new ExportCardsRequest(), Callers.BackOffice);
        await foreach (var part in call.ResponseStream.ReadAllAsync())
        {
            cards.AddRange(part.Cards);
            members.AddRange(part.Members);
            summary = part.Summary ?? summary;
        }

        return (cards, members, summary);
    }

    private async Task AssertRefusedAsync(ImportCardRequest request, StatusCode code, string reason, string field)
    {
        var info = await Some.RefusalAsync(server.Imports.ImportCardAsync(request), code);
        Assert.Equal((reason, field), (info.Reason, info.Metadata["field"]));
    }

    private static string Number() =>
        CardNumber.Create("77", $"{Interlocked.Increment(ref numbers):D12}").Digits;

    /// <summary>A card of an old system with 42 points, changed as the test needs it.</summary>
    private static ImportCardRequest Request(Action<ImportedCard>? change = null)
    {
        var request = new ImportCardRequest
        {
            Card = new ImportedCard
            {
                Source = "old",
                Key = $"{Interlocked.Increment(ref numbers)}",
                Type = CardType.OneYear,
                Status = ImportedStatus.Live,
                IssueDate = new Date { Year = 2019, Month = 2, Day = 28 },
                TermEndDate = new Date { Year = 2027, Month = 1, Day = 31 },
                Lots =
                {
                    new ImportedLot { ExpiryDate = new Date { Year = 2027, Month = 12, Day = 31 }, Points = 30 },
                    new ImportedLot { Points = 12 },
                },
            },
            File = "cards.csv",
            Line = 17,
        };
        change?.Invoke(request.Card);
        return request;
    }
}
