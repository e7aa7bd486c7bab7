namespace Loyalty.Client;

/// <summary>The engine said no, or could not be asked within the time given.</summary>
public sealed class RefusedException(Refusal refusal, int attempts, Exception? inner = null)
    : Exception(refusal.ToString(), inner)
{
    public Refusal Refusal => refusal;

    /// <summary>How often the request was sent. More than 1 only where each answer was one to retry.</summary>
    public int Attempts => attempts;
}
