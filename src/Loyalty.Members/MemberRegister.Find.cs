using System.Collections.Immutable;
using System.Security.Cryptography;
using Loyalty.Domain;
using Loyalty.Domain.Members;
using Loyalty.Ledger;
using Loyalty.Members.Encryption;
using Microsoft.Extensions.Logging;

namespace Loyalty.Members;

/// <summary>The result of a search, or the refusal.</summary>
/// <param name="Members">In no order that tells anything.</param>
/// <param name="HasMore">Whether there are more than are answered.</param>
/// <param name="Refused">Why nothing could be searched.</param>
public sealed record MembersFound(ImmutableArray<Member> Members, bool HasMore, Refused? Refused);

public sealed partial class MemberRegister
{
    /// <summary>The most members that a search answers.</summary>
    public const int MaxFound = 50;

    /// <summary>Finds the member who has a phone number now: one or none.</summary>
    public Task<MembersFound> FindAsync(PhoneNumber phone) => FindAsync(MemberIndex.Phone, Cipher.HashesOf(phone));

    /// <summary>Finds members by their whole name, written as it may be, and date of birth.</summary>
    public Task<MembersFound> FindAsync(string name, DateOnly birthday) =>
        FindAsync(MemberIndex.NameAndBirthday, Cipher.HashesOf(name, birthday));

    /// <summary>
    /// Whether another member than this one has a phone number. Asked before a change that would take it; the change
    /// itself decides.
    /// </summary>
    /// <exception cref="LedgerException">The database can't be asked.</exception>
    public async Task<bool> IsTakenAsync(PhoneNumber phone, MemberId by)
    {
        try
        {
            var hashes = Cipher.HashesOf(phone);
            var rows = await attempts.RunAsync(() => store.FindAsync(MemberIndex.Phone, hashes, 2, default));
            return rows.Any(row => row.Id != by);
        }
        catch (StoreException exception)
        {
            throw new LedgerException("The members could not be asked.", exception);
        }
    }

    /// <summary>The member of a row that was read elsewhere. Refuses with MEMBER_UNREADABLE.</summary>
    public MemberAnswer Open(MemberRow row)
    {
        try
        {
            return MemberAnswer.Of(Cipher.Decrypt(row));
        }
        catch (CryptographicException e) when (RefusalOf(e) is { } refusal)
        {
            return MemberAnswer.Of(new Refused(refusal));
        }
    }

    private async Task<MembersFound> FindAsync(MemberIndex index, IReadOnlyList<byte[]> hashes)
    {
        try
        {
            var rows = await attempts.RunAsync(() => store.FindAsync(index, hashes, MaxFound + 1, default));
            return new MembersFound([.. rows.Take(MaxFound).Select(Cipher.Decrypt)], rows.Count > MaxFound, null);
        }
        catch (Exception e) when (RefusalOf(e) is { } refusal)
        {
            return new MembersFound([], false, new Refused(refusal));
        }
    }

    /// <summary>
    /// Repeats what the database can't answer just now, and what rested on something that has changed meanwhile.
    /// </summary>
    /// <param name="step">Answers, or null to be asked anew; it is told whether it may have been done before.</param>
    private async Task<MemberAnswer> AnswerAsync(Func<bool, Task<MemberAnswer?>> step)
    {
        try
        {
            var again = false;
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                var answer = await attempts.RunAsync(() =>
                {
                    var asked = step(again);
                    again = true;
                    return asked;
                });
                if (answer is not null) return answer;
            }

            return MemberAnswer.Of(new Refused(Refusal.LostRace));
        }
        catch (Exception e) when (RefusalOf(e) is { } refusal)
        {
            return MemberAnswer.Of(new Refused(refusal));
        }
    }

    private Refusal? RefusalOf(Exception exception)
    {
        switch (exception)
        {
            case StoreException { Failure: StoreFailure.Unknown }:
                return Refusal.OutcomeUnknown;
            case StoreException failure:
                Log.NotAsked(logger, failure.Failure, failure.Message);
                return Refusal.LedgerUnavailable;
            case CryptographicException failure:
                Log.NotOpened(logger, failure.Message);
                return Refusal.MemberUnreadable;
            default:
                return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The members could not be asked: {Failure}, {Reason}")]
        public static partial void NotAsked(ILogger logger, StoreFailure failure, string reason);

        [LoggerMessage(2, LogLevel.Error, "A member's record can't be opened: {Reason}")]
        public static partial void NotOpened(ILogger logger, string reason);
    }
}
