namespace Loyalty.Server.Hosting;

/// <summary>The server would do harm if it started here and now. The message says why, and what to do.</summary>
internal sealed class StartRefusedException(string message) : Exception(message);
