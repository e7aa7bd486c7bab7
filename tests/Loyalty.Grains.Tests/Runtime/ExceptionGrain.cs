using Loyalty.Ledger;
using Npgsql;
using Orleans.Runtime;
using Orleans.Storage;

namespace Loyalty.Grains.Tests.Runtime;

[Alias("loyalty.tests.IExceptionGrain")]
public interface IExceptionGrain : IGrainWithStringKey
{
    /// <summary>Throws what is named.</summary>
    [Alias("throw")]
    Task Throw(string name);
}

/// <summary>An exception of ours that says how it is serialized.</summary>
[GenerateSerializer, Alias("loyalty.tests.TellingException")]
public sealed class TellingException(string message, int number) : Exception(message)
{
    [Id(0)]
    public int Number { get; } = number;
}

/// <summary>An exception of ours that doesn't.</summary>
public sealed class SilentException(string message, Exception? inner = null) : Exception(message, inner);

public sealed class ExceptionGrain : Grain, IExceptionGrain
{
    public const string Message = "the message";

    public static Exception Make(string name) => name switch
    {
        nameof(InvalidOperationException) => new InvalidOperationException(Message),
        nameof(ArgumentOutOfRangeException) => new ArgumentOutOfRangeException("name", 7, Message),
        nameof(OverflowException) => new OverflowException(Message),
        nameof(TimeoutException) => new TimeoutException(Message),
        nameof(OperationCanceledException) => new OperationCanceledException(Message),
        nameof(IOException) => new IOException(Message, new InvalidOperationException("inner")),
        nameof(OrleansException) => new OrleansException(Message),
        nameof(InconsistentStateException) => new InconsistentStateException(Message, "2", "1"),
        nameof(TellingException) => new TellingException(Message, 7),
        nameof(SilentException) => new SilentException(Message),
        nameof(AggregateException) => new AggregateException(Message, new SilentException("inner")),
        nameof(NpgsqlException) => new NpgsqlException(Message),
        nameof(LedgerException) => new LedgerException(Message, new InvalidOperationException("inner")),
        nameof(StoreException) => new StoreException(StoreFailure.Unavailable, Message),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    public async Task Throw(string name)
    {
        await Task.Yield();
        throw Make(name);
    }
}
