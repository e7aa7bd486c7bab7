namespace Loyalty.Testing;

/// <summary>The place at which a connection is cut.</summary>
public enum Cut
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>When half of a statement has gone by: it can't have run.</summary>
    InStatement = 1,

    /// <summary>Right behind a statement: it runs, and nobody listens.</summary>
    AfterStatement = 2,

    /// <summary>When the answer comes: it has run to its end.</summary>
    BeforeAnswer = 3,
}

/// <summary>Which ways of a connection are dead: it stays open, and nothing gets through until it heals.</summary>
[Flags]
public enum Silence
{
    None = 0,
    ToServer = 1,
    ToClient = 2,
    Both = ToServer | ToClient,
}

/// <summary>The protocol that a proxy understands.</summary>
public enum Protocol
{
    /// <summary>PostgreSQL's protocol; a statement is one that writes to the ledger.</summary>
    Postgres = 0,

    /// <summary>Nothing: whatever the client sends is a statement.</summary>
    Bytes = 1,
}
