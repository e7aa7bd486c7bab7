namespace Loyalty.Client;

/// <summary>How a client reaches the engine.</summary>
public sealed record ClientOptions
{
    /// <summary>The servers' addresses; each call goes to one of them at random. At least one.</summary>
    public IReadOnlyList<Uri> Servers { get; init; } = [new Uri("http://127.0.0.1:7080")];

    public CallerIdentity Caller { get; init; } = CallerIdentity.CommandLine;

    /// <summary>The longest time of one attempt of a unary call.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest time since a stream's last answer, while answers are due, before it is opened anew.
    /// </summary>
    public TimeSpan StreamSilence { get; init; } = TimeSpan.FromSeconds(15);

    public RetryPolicy Retry { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Numbers of [0, 1), for back-off and the choice of servers.</summary>
    public Func<double> Random { get; init; } = Randomness.Shared;

    /// <summary>The largest answer in bytes.</summary>
    public int MaxReceiveBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Makes the connections to a server.</summary>
    public Func<HttpMessageHandler> Connect { get; init; } = Connections.Plain;
}
