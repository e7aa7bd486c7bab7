using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Server.Hosting;

/// <summary>Names Orleans' cluster and service after the setting and the database.</summary>
internal static class ClusterNames
{
    private const int DigestBytes = 8;

    /// <summary>
    /// The setting and a digest of the database's id. Rows of the membership table that a copy of the database has of
    /// the original's silos, and what the tills' sessions say there, are another cluster's: neither read nor written.
    /// </summary>
    /// <param name="setting">Loyalty:Cluster:ClusterId.</param>
    /// <param name="databaseId"><see cref="Ledger.IDatabaseGuard.DatabaseId"/>.</param>
    public static string Of(string setting, string databaseId)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(databaseId)).AsSpan(0, DigestBytes);
        return $"{setting}-{Convert.ToHexStringLower(digest)}";
    }
}
