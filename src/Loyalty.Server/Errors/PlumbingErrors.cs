using Loyalty.Domain;
using Loyalty.Ledger;
using Orleans.Runtime;

namespace Loyalty.Server.Errors;

/// <summary>What the exceptions of the runtime below mean to a caller.</summary>
public static class PlumbingErrors
{
    /// <summary>The refusal that says the same; null if the exception is not one of the runtime's.</summary>
    public static Refusal? RefusalOf(Exception exception) => exception switch
    {
        LedgerException or StoreException => Refusal.LedgerUnavailable,

        // The card's queue is full: the call was not begun.
        LimitExceededException => Refusal.Overloaded,

        // A grain call whose answer didn't come, or whose silo went away, may have been carried out. Orleans also
        // cancels by itself what finds no place for its grain in time.
        TimeoutException or OrleansException or OperationCanceledException => Refusal.OutcomeUnknown,
        _ => null,
    };
}
