namespace Orleans.Configuration;

/// <summary>Sets what a caller meets.</summary>
public abstract class MessagingOptions
{
    /// <summary>Gets or sets after how long without an answer a call ends in <see cref="TimeoutException"/>; a call
    /// that still waits is then never run, one that runs goes on.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Sets what a silo accepts.</summary>
public class SiloMessagingOptions : MessagingOptions
{
    /// <summary>Gets or sets how many calls may run and wait at an activation before a further one is answered with
    /// <see cref="Orleans.Runtime.LimitExceededException"/>; 0 is no limit. One more than the limit gets in.</summary>
    public int MaxEnqueuedRequestsHardLimit { get; set; }

    /// <summary>Gets or sets how often a call may be passed on from an ended activation to the next.</summary>
    public int MaxForwardCount { get; set; } = 2;
}
