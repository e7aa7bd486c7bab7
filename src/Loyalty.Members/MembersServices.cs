using System.Security.Cryptography;
using Loyalty.Ledger;
using Loyalty.Members.Encryption;
using Loyalty.Members.Postgres;
using Loyalty.Members.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Members;

/// <summary>Adds the members to a host, beside the ledger and in its database.</summary>
public static class MembersServices
{
    /// <param name="services">They have the ledger.</param>
    /// <param name="settings">The ledger's.</param>
    public static IServiceCollection AddMembers(this IServiceCollection services, LedgerSettings settings) => services
        .AddStores(settings)
        .AddSingleton(MigrationSource.Of(typeof(MembersServices).Assembly))
        .AddSingleton<RandomBytes>(RandomNumberGenerator.Fill)
        .AddSingleton<MemberRegister>()
        .AddSingleton<MemberRewrapping>();

    private static IServiceCollection AddStores(this IServiceCollection services, LedgerSettings settings) =>
        settings.IsPostgres
            ? services.AddSingleton<IMemberStore, PostgresMemberStore>().AddSingleton<IExportStore, PostgresExport>()
            : services.AddSingleton<IMemberStore, SqliteMemberStore>().AddSingleton<IExportStore, SqliteExport>();
}
