namespace Loyalty.Torture.Machine;

/// <summary>How the servers of a fleet stand to each other. They share one database in either form.</summary>
public enum FleetForm
{
    /// <summary>Silos of one cluster: they pass calls on, and give up one that is silent for too long.</summary>
    Cluster = 0,

    /// <summary>Each is a cluster of its own: every card is active in all of them, and none gives up another.</summary>
    Apart = 1,
}
