namespace Loyalty.V1;

/// <summary>
/// The names of the metadata by which a caller says who it is, for as long as plain metadata is trusted. The client
/// writes them and the server reads them. Absent and empty mean the same, but for the kind, which isn't empty. Each is
/// sent once and holds no comma; other names that begin with "loyalty-" are refused.
/// </summary>
public static class CallerMetadata
{
    /// <summary>One of the kinds below.</summary>
    public const string Kind = "loyalty-caller-kind";

    /// <summary>The till's, desk's, partner's or back-office user's own name.</summary>
    public const string Name = "loyalty-caller-name";

    /// <summary>The mall it belongs to.</summary>
    public const string Mall = "loyalty-mall";

    /// <summary>The only store it may post for.</summary>
    public const string Store = "loyalty-store";

    /// <summary>The person at the till or desk.</summary>
    public const string Operator = "loyalty-operator";

    public const string BackOffice = "back-office";

    public const string Till = "till";

    public const string Desk = "desk";

    public const string Partner = "partner";

    public const string Supervisor = "supervisor";
}
