using System.CommandLine;
using Grpc.Core;
using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary><c>loyalty member create|show|find|update|merge|erase</c>.</summary>
internal static class MemberCommands
{
    private static readonly Argument<string> Id = new("MEMBER_ID") { Description = "The member's id" };

    private static readonly Option<string> Into = new("--into")
    {
        Description = "The member who stays",
        HelpName = "MEMBER_ID",
        Required = true,
    };

    private static readonly Option<string?> RequestId = new("--request-id")
    {
        Description = "Repeats a change whose answer was lost [default: a fresh one]",
        HelpName = "UUID",
    };

    private static readonly Option<string?> Etag = new("--etag")
    {
        Description = "The version that the change was made on [default: the one that they have now]",
    };

    private static readonly Option<string?> Phone =
        new("--phone") { Description = "The phone number that they have now" };

    private static readonly Option<string?> Name = new("--name") { Description = "The whole name; with --birthday" };

    private static readonly Option<string?> Birthday = new("--birthday")
    {
        Description = "The date of birth; with --name",
        HelpName = "YYYY-MM-DD",
    };

    private static readonly Option<string> View = new Option<string>("--view")
    {
        Description = "How much to show: minimal, masked or full (for a desk)",
        DefaultValueFactory = static _ => "minimal",
    }.Among("minimal", "masked", "full");

    public static Command Create(CommandFactory commands)
    {
        var fields = new MemberOptions();
        return new Command("member", "Keep members: who they are")
        {
            commands.Create(
                "create", "Create a member", [.. fields.All, RequestId, View],
                (session, cancellation) => CreateAsync(session, fields, cancellation)),
            commands.Create("show", "Show a member", [Id, View], ShowAsync),
            commands.Create("find", "Find members", [Phone, Name, Birthday, View], FindAsync),
            commands.Create(
                "update", "Change what is named of a member", [Id, .. fields.All, Etag, RequestId, View],
                (session, cancellation) => UpdateAsync(session, fields, cancellation)),
            commands.Create("merge", "Make one member of two: their cards become the other's", [Id, Into], MergeAsync),
            commands.Create("erase", "Throw a member's personal data away, permanently", [Id], EraseAsync),
        };
    }

    private static async Task<int> CreateAsync(Session session, MemberOptions fields, CancellationToken cancellation)
    {
        var request = new CreateMemberRequest
        {
            RequestId = session.Arguments.GetValue(RequestId) ?? Randomness.RequestId(),
            Member = fields.Read(session.Arguments).Member,
            View = ViewOf(session),
        };
        var response = await SendAsync(
            request.RequestId, () => session.Client.Members.CreateMemberAsync(
                request, cancellationToken: cancellation));
        session.Reporter.Answer(response, MemberFacts.Of(response.Member, response.Replayed));
        return ExitCodes.Done;
    }

    private static async Task<int> ShowAsync(Session session, CancellationToken cancellation)
    {
        var request = new GetMemberRequest
        {
            MemberId = session.Arguments.GetRequiredValue(Id), View = ViewOf(session),
        };
        var response = await session.Client.Members.GetMemberAsync(request, cancellationToken: cancellation);
        session.Reporter.Answer(
            response, MemberFacts.Of(response.Member).Concat(response.Cards.Select(MemberFacts.Of)));
        return ExitCodes.Done;
    }

    private static async Task<int> FindAsync(Session session, CancellationToken cancellation)
    {
        var (phone, name) = (session.Arguments.GetValue(Phone), session.Arguments.GetValue(Name));
        var birthday = MemberOptions.ReadDate(session.Arguments.GetValue(Birthday));
        var request = (phone, name, birthday) switch
        {
            ({ Length: > 0 }, null, null) => new FindMembersRequest { Phone = phone },
            (null, { Length: > 0 }, not null) => new FindMembersRequest
            {
                NameAndBirthday = new NameAndBirthday { Name = name, Birthday = birthday },
            },
            _ => throw new UsageException("Find a member by --phone, or by --name and --birthday."),
        };
        request.View = ViewOf(session);
        var response = await session.Client.Members.FindMembersAsync(request, cancellationToken: cancellation);
        session.Reporter.Answer(
            response,
            response.Members.SelectMany(member => MemberFacts.Of(member))
                .Append(("found", $"{response.Members.Count}{(response.HasMore ? ", and there are more" : "")}")));
        return ExitCodes.Done;
    }

    private static async Task<int> UpdateAsync(Session session, MemberOptions fields, CancellationToken cancellation)
    {
        var (member, mask) = fields.Read(session.Arguments);
        if (mask.Paths.Count == 0) throw new UsageException("Name what changes, such as --address.");
        member.MemberId = session.Arguments.GetRequiredValue(Id);
        member.Etag = session.Arguments.GetValue(Etag)
            ?? (await session.Client.Members.GetMemberAsync(
                new GetMemberRequest { MemberId = member.MemberId, View = MemberView.Minimal },
                cancellationToken: cancellation))
            .Member.Etag;
        var request = new UpdateMemberRequest
        {
            RequestId = session.Arguments.GetValue(RequestId) ?? Randomness.RequestId(),
            Member = member,
            UpdateMask = mask,
            View = ViewOf(session),
        };
        var response = await SendAsync(
            $"{request.RequestId} --etag {member.Etag}", () => session.Client.Members.UpdateMemberAsync(
                request, cancellationToken: cancellation));
        session.Reporter.Answer(response, MemberFacts.Of(response.Member, response.Replayed));
        return ExitCodes.Done;
    }

    private static async Task<int> MergeAsync(Session session, CancellationToken cancellation)
    {
        var request = new MergeMembersRequest
        {
            FromMemberId = session.Arguments.GetRequiredValue(Id),
            IntoMemberId = session.Arguments.GetRequiredValue(Into),
        };
        var response = await session.Client.Members.MergeMembersAsync(request, cancellationToken: cancellation);
        session.Reporter.Answer(
            response,
            MemberFacts.Of(response.Member, response.Replayed).Concat(response.Cards.Select(MemberFacts.Of)));
        return ExitCodes.Done;
    }

    private static async Task<int> EraseAsync(Session session, CancellationToken cancellation)
    {
        var request = new EraseMemberRequest { MemberId = session.Arguments.GetRequiredValue(Id) };
        var response = await session.Client.Members.EraseMemberAsync(request, cancellationToken: cancellation);
        session.Reporter.Answer(response, MemberFacts.Of(response.Member, response.Replayed));
        return ExitCodes.Done;
    }

    /// <summary>Sends a change; if what became of it stays open, says how to ask again.</summary>
    private static async Task<T> SendAsync<T>(string repeat, Func<AsyncUnaryCall<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RefusedException e) when (e.Refusal.IsTransient)
        {
            throw new CommandException(
                e.Refusal.Reason,
                $"{e.Refusal.Sentence} Whether it was done is open; repeat the same with --request-id {repeat}.", e);
        }
    }

    private static MemberView ViewOf(Session session) => session.Arguments.GetValue(View) switch
    {
        "masked" => MemberView.Masked,
        "full" => MemberView.Full,
        _ => MemberView.Minimal,
    };
}
