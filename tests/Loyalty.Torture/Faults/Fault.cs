namespace Loyalty.Torture.Faults;

/// <summary>Faults of servers, the database, and the ways between them.</summary>
public enum Fault
{
    /// <summary>kill -9 of a server, which is started again at once.</summary>
    ServerKill,

    /// <summary>A server is stopped for a while in the middle of what it does, and goes on.</summary>
    Zombie,

    /// <summary>Nothing gets through between clients and a server; connections stay open.</summary>
    DeadFront,

    /// <summary>kill -9 of all of PostgreSQL's processes.</summary>
    PostgresKill,

    /// <summary>An immediate stop of PostgreSQL.</summary>
    PostgresImmediate,

    /// <summary>A restart of PostgreSQL in good order, under load.</summary>
    PostgresRestart,

    /// <summary>All of PostgreSQL's processes are stopped for a while, and go on.</summary>
    PostgresPause,

    /// <summary>Nothing gets through between a server and PostgreSQL.</summary>
    Partition,

    /// <summary>Nothing gets through from a server to PostgreSQL, or back.</summary>
    OneWayPartition,

    /// <summary>Nothing gets through between two silos; both have clients, PostgreSQL and the others.</summary>
    SiloPartition,

    /// <summary>Nothing gets through from one silo to another.</summary>
    OneWaySiloPartition,

    /// <summary>Nothing gets through between a silo and all others, until they have declared it dead.</summary>
    SiloIsolation,

    /// <summary>Everything takes 50 to 2,000 ms on its way to PostgreSQL.</summary>
    SlowPostgres,

    /// <summary>Somebody else holds a card's lock.</summary>
    CardLock,

    /// <summary>The database's disk is full.</summary>
    DiskFull,
}
