namespace Loyalty.Ledger;

/// <summary>Which database holds the ledger.</summary>
public sealed record LedgerSettings
{
    /// <summary>PostgreSQL 14 or newer; null or empty means SQLite in <see cref="DataFolder"/>.</summary>
    public string? PostgresConnectionString { get; init; }

    /// <summary>The folder of the SQLite database; made if it isn't there.</summary>
    public string DataFolder { get; init; } = "data";

    /// <summary>Bounds; null for those that suit the database.</summary>
    public LedgerOptions? Options { get; init; }

    public bool IsPostgres => !string.IsNullOrWhiteSpace(PostgresConnectionString);

    internal LedgerOptions OptionsOrDefault =>
        Options ?? (IsPostgres ? new LedgerOptions() : new LedgerOptions { WriteLanes = 2, ReadLanes = 1 });
}
