namespace Loyalty.V1;

/// <summary>Names of the call metadata from which the server reads who calls.</summary>
public static class CallerMetadata
{
    /// <summary>"back-office", "till", "desk" or "partner"; absent means back-office.</summary>
    public const string Kind = "loyalty-caller-kind";

    /// <summary>The till's, desk's, partner's or back-office user's own name.</summary>
    public const string Name = "loyalty-caller-name";

    /// <summary>The mall; may be absent.</summary>
    public const string Mall = "loyalty-mall";

    /// <summary>The only store to post for; required of a till, else absent means any.</summary>
    public const string Store = "loyalty-store";

    /// <summary>The person at the till or desk; may be absent.</summary>
    public const string Operator = "loyalty-operator";
}
