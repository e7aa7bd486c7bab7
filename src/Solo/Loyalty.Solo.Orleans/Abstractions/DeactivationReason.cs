namespace Orleans;

/// <summary>Says why an activation ends.</summary>
public readonly struct DeactivationReason
{
    /// <summary>Names a reason without an exception.</summary>
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, null, text)
    {
    }

    /// <summary>Names a reason; the exception is the answer of the calls that wait.</summary>
    public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        ReasonCode = code;
        Exception = exception;
        Description = text;
    }

    /// <summary>Gets the reason in words.</summary>
    public string Description { get; }

    /// <summary>Gets the kind of reason.</summary>
    public DeactivationReasonCode ReasonCode { get; }

    /// <summary>Gets what went wrong, if anything.</summary>
    public Exception? Exception { get; }

    /// <inheritdoc/>
    public override string ToString() => Exception is null
        ? $"{ReasonCode}: {Description}"
        : $"{ReasonCode}: {Description} ({Exception.GetType().Name}: {Exception.Message})";
}

/// <summary>Lists the kinds of reason; the numbers are those of the real packages.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>Not ending.</summary>
    None = 0,

    /// <summary>The process stops.</summary>
    ShuttingDown = 1,

    /// <summary>The constructor, the state or OnActivateAsync failed.</summary>
    ActivationFailed = 2,

    /// <summary>Nobody used it for long enough.</summary>
    ActivationIdle = 4,

    /// <summary>The grain's code failed in a way that makes its memory doubtful.</summary>
    ApplicationError = 8,

    /// <summary>The grain's code asked for it.</summary>
    ApplicationRequested = 9,

    /// <summary>The runtime gave up, for example on an activation that took too long.</summary>
    RuntimeRequested = 11,
}
