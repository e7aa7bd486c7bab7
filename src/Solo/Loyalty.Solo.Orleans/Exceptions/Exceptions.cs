namespace Orleans.Runtime;

/// <summary>Is the base of the runtime's own exceptions.</summary>
public class OrleansException : Exception
{
    /// <summary>Carries a message.</summary>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <summary>Carries a message and its cause.</summary>
    public OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Says that a setting can't work. Thrown when the silo starts.</summary>
/// <param name="message">What to write instead.</param>
public sealed class OrleansConfigurationException(string message) : Exception(message);

/// <summary>Says that too many calls wait for this grain; the call was not run.</summary>
/// <param name="message">Which limit, and how many waited.</param>
public sealed class LimitExceededException(string message) : OrleansException(message);

/// <summary>Says that a call could not be delivered; it was not run.</summary>
public class OrleansMessageRejectionException : OrleansException
{
    internal OrleansMessageRejectionException(string message)
        : base(message)
    {
    }
}

/// <summary>Says that the process that would run the call stops, or has not started. Whether the call ran is not
/// known: send the same request id again.</summary>
/// <param name="msg">What was going on.</param>
public sealed class SiloUnavailableException(string msg) : OrleansMessageRejectionException(msg);
