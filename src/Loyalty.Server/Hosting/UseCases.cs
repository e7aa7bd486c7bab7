using System.Security.Cryptography;
using Loyalty.Application.Cards;
using Loyalty.Application.Imports;
using Loyalty.Application.Members;
using Loyalty.Application.Tills;
using Loyalty.Domain.Cards;
using Loyalty.Server.Settings;

namespace Loyalty.Server.Hosting;

/// <summary>The use cases that the endpoints call.</summary>
internal static class UseCases
{
    /// <summary>Adds them, and the one place that draws card numbers at random.</summary>
    public static void AddUseCases(this WebApplicationBuilder builder, LoyaltySettings settings)
    {
        builder.Services.AddSingleton(new CardNumberGenerator(
            settings.Program.IssuerPrefix,
            () => RandomNumberGenerator.GetString("0123456789", CardNumber.BodyLength)));
        builder.Services.AddSingleton<CardLookup>();
        builder.Services.AddSingleton<CardStock>();
        builder.Services.AddSingleton<Accruals>();
        builder.Services.AddSingleton<CardDesk>();
        builder.Services.AddSingleton<GuestDesk>();
        builder.Services.AddSingleton<GuestSweep>();
        builder.Services.AddSingleton<CardViews>();
        builder.Services.AddSingleton<HolderCheck>();
        builder.Services.AddSingleton<MemberCards>();
        builder.Services.AddSingleton<MemberMerging>();
        builder.Services.AddSingleton<MemberDesk>();
        builder.Services.AddSingleton<CardImport>();
        builder.Services.AddSingleton<ImportLookup>();
        builder.Services.AddSingleton<CardExport>();
        builder.Services.AddSingleton<TillSessions>();
    }
}
