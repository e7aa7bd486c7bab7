using Loyalty.Application.Cards;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Grains;
using Loyalty.Ledger;
using Loyalty.Members;

namespace Loyalty.Application.Members;

/// <summary>Checks that a member who is to hold a card is there, before the card is asked.</summary>
public sealed class HolderCheck(MemberRegister members, ILedger ledger, LoyaltyProgram program)
{
    /// <summary>
    /// Requires a member who is neither unknown, erased nor merged. A command that was committed before passes even so:
    /// its card replays it, whatever has become of the member since.
    /// </summary>
    /// <param name="member">The member.</param>
    /// <param name="cardId">The card that the command is for.</param>
    /// <param name="command">The command.</param>
    /// <param name="caller">The caller, whose request it is.</param>
    /// <exception cref="RefusedException">
    /// With MEMBER_UNKNOWN, MEMBER_ERASED, MEMBER_MERGED, or the refusal with which the register could not be asked.
    /// </exception>
    public async Task RequireAsync(MemberId member, CardId cardId, ICardCommand command, Caller caller)
    {
        if (await members.CheckAsync(member) is not { } refused) return;
        var key = command.IdempotencyKeyOn(cardId, program.ContextFor(caller));
        if ((await ledger.CheckAsync(cardId, key)).PriorOutcome is null) throw new RefusedException(refused);
    }
}
