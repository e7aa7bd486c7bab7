using Google.Protobuf;
using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Fakes;

/// <summary>A members service that keeps what it was asked and knows one member, masked.</summary>
internal sealed class FakeMembers
{
    public CreateMemberRequest? Created { get; private set; }

    public UpdateMemberRequest? Updated { get; private set; }

    public FindMembersRequest? Sought { get; private set; }

    public MergeMembersRequest? Merged { get; private set; }

    public string? Erased { get; private set; }

    /// <summary>The failure of every change; null for none.</summary>
    public RpcException? Failure { get; set; }

    /// <summary>Null for a method of another service.</summary>
    public IMessage? Answer(string method, byte[] message)
    {
        switch (method)
        {
            case "CreateMember":
                Created = CreateMemberRequest.Parser.ParseFrom(message);
                return new CreateMemberResponse { Member = Known("new", "1") };
            case "UpdateMember":
                if (Failure is not null) throw Failure;
                Updated = UpdateMemberRequest.Parser.ParseFrom(message);
                return new UpdateMemberResponse { Member = Known(Updated.Member.MemberId, "8") };
            case "GetMember":
                return new GetMemberResponse
                {
                    Member = Known(GetMemberRequest.Parser.ParseFrom(message).MemberId, "7"),
                };
            case "FindMembers":
                Sought = FindMembersRequest.Parser.ParseFrom(message);
                return new FindMembersResponse { Members = { Known("known", "7") } };
            case "MergeMembers":
                if (Failure is not null) throw Failure;
                Merged = MergeMembersRequest.Parser.ParseFrom(message);
                return new MergeMembersResponse
                {
                    Member = Known(Merged.IntoMemberId, "9"),
                    Replayed = true,
                    Cards = { new MemberCard { CardNumber = "*44", Type = CardType.Digital, Lost = true } },
                };
            case "EraseMember":
                Erased = EraseMemberRequest.Parser.ParseFrom(message).MemberId;
                return new EraseMemberResponse
                {
                    Member = new Member { MemberId = Erased, State = MemberState.Erased },
                };
            default:
                return null;
        }
    }

    private static Member Known(string id, string etag) =>
        new() { MemberId = id, Etag = etag, State = MemberState.Live, Name = "张**", Phone = "138****8000" };
}
