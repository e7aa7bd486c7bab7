using System.Data.Common;
using Loyalty.Domain;
using Loyalty.Ledger;
using Orleans.Runtime;

namespace Loyalty.Application;

/// <summary>Translates the failures of the runtime below, Orleans and the databases, to refusals.</summary>
public static class RuntimeErrors
{
    /// <summary>The refusal that says the same; null if the exception is not one of the runtime's.</summary>
    public static Refusal? RefusalOf(Exception exception) => exception switch
    {
        LedgerException => Refusal.LedgerUnavailable,
        StoreException
        {
            Failure: StoreFailure.Transient or StoreFailure.Unavailable or StoreFailure.Rejected
                or StoreFailure.OtherDatabase,
        } => Refusal.LedgerUnavailable,

        // Also one from another silo, which doesn't bring along how it failed.
        StoreException => Refusal.OutcomeUnknown,

        // The card's queue is full: the call was not begun.
        LimitExceededException => Refusal.Overloaded,

        // A grain call whose answer didn't come, or whose silo went away, may have been carried out. Orleans also
        // cancels by itself what finds no place for its grain in time.
        TimeoutException or OrleansException or OperationCanceledException => Refusal.OutcomeUnknown,

        // A database's own, as of the storage of tills' sessions, which lets it through.
        DbException => Refusal.OutcomeUnknown,
        _ => null,
    };
}
