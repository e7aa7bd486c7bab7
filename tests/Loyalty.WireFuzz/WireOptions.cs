namespace Loyalty.WireFuzz;

/// <summary>Options of a wire run.</summary>
public sealed record WireOptions
{
    /// <summary>Decides all inputs.</summary>
    public required long Seed { get; init; }

    /// <summary>The first input; with <see cref="Inputs"/> 1 a single one is replayed.</summary>
    public long From { get; init; }

    /// <summary>Only inputs whose kind contains this are sent; the others are skipped. Empty sends all.</summary>
    public string Kind { get; init; } = "";

    /// <summary>How many inputs, those that are skipped included.</summary>
    public long Inputs { get; init; } = 200_000;

    /// <summary>Connections that are held open, slow or silent, all the while. 0 for none.</summary>
    public int HeldConnections { get; init; } = 10_000;

    /// <summary>How long the tills are measured alone, and again beside held connections and few inputs.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Inputs per second in the second measurement: enough to hurt where one input can, too few to be mere load.
    /// </summary>
    public int PacedInputsPerSecond { get; init; } = 200;

    /// <summary>
    /// Whether the tills' p99 and the server's memory are checked: not where others use the machine too.
    /// </summary>
    public bool ChecksTiming { get; init; } = true;

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Threads that send calls. Two keep a server of two cores busy.</summary>
    public int Senders { get; init; } = 2;

    /// <summary>Threads that send what has a connection of its own; they mostly wait for its end.</summary>
    public int Openers { get; init; } = 8;
}
