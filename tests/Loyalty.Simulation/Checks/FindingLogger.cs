using Loyalty.Testing;
using Microsoft.Extensions.Logging;

namespace Loyalty.Simulation.Checks;

/// <summary>I11: takes whatever a part logs as an error, which nobody foresaw, for a violation.</summary>
internal sealed class FindingLogger<T>(Violations violations) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) violations.Add(Invariant.Harmless, $"{formatter(state, exception)}: {exception}");
    }
}
