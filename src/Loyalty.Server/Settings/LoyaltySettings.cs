using System.Net;

namespace Loyalty.Server.Settings;

/// <summary>
/// Settings of the server, under "Loyalty", by file (loyalty.json in the working folder), environment (with "__" for
/// ":") and command line, later ones first.
/// </summary>
internal sealed class LoyaltySettings
{
    public const string Section = "Loyalty";

    /// <summary>The folder of the embedded database, unless ConnectionStrings:Loyalty names a PostgreSQL.</summary>
    public string Data { get; set; } = "data";

    /// <summary>Address and port of gRPC: HTTP/2 without TLS.</summary>
    public string GrpcAddress { get; set; } = "127.0.0.1:7080";

    /// <summary>Address and port of the health endpoint: HTTP/1.1.</summary>
    public string HttpAddress { get; set; } = "127.0.0.1:7081";

    /// <summary>Whether clients may ask for the contract by gRPC reflection; null: where only this machine can call.
    /// </summary>
    public bool? Reflection { get; set; }

    /// <summary>Calls in progress at once; the next is refused with OVERLOADED.</summary>
    public int MaxConcurrentCalls { get; set; } = 10_000;

    /// <summary>Seconds that a stop may take in all: calls in progress first, then silo and ledger.</summary>
    public int DrainSeconds { get; set; } = 20;

    /// <summary>Whether the server answers reflection.</summary>
    internal bool IsReflected =>
        Reflection ?? IPAddress.IsLoopback(SettingsReader.Endpoint(nameof(GrpcAddress), GrpcAddress).Address);

    public ProgramSettings Program { get; set; } = new();

    public ClusterSettings Cluster { get; set; } = new();

    public MembersSettings Members { get; set; } = new();
}

/// <summary>How silos find each other.</summary>
internal sealed class ClusterSettings
{
    /// <summary>Silos of one name on one PostgreSQL are one cluster.</summary>
    public string ClusterId { get; set; } = "loyalty";

    /// <summary>Address and port at which the other silos reach this one; neither of them is a wildcard.</summary>
    public string SiloAddress { get; set; } = "127.0.0.1:7082";

    /// <summary>Seconds in which a silo has to answer another's probe, and between one probe and the next.</summary>
    public int ProbeSeconds { get; set; } = 2;

    /// <summary>Probes missed in a row, after which a silo is declared dead.</summary>
    public int MissedProbes { get; set; } = 3;
}

/// <summary>How members' personal data is kept.</summary>
internal sealed class MembersSettings
{
    /// <summary>The file of the master keys; empty for members.key in the data folder.</summary>
    public string MasterKeyFile { get; set; } = "";
}

/// <summary>A setting can't be used. The message says which, and what to write instead.</summary>
internal sealed class SettingsException(string message) : Exception(message);
