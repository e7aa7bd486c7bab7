using System.Globalization;
using System.Security.Cryptography;
using Loyalty.Torture.Machine;

namespace Loyalty.Torture;

/// <summary>The command line's options.</summary>
/// <param name="Verb">quick, soak, lives, sqlite or upgrade.</param>
/// <param name="Minutes">How long a soak lasts, or the rounds of lives.</param>
/// <param name="Seed">From which all randomness comes.</param>
/// <param name="Inputs">How many bad inputs; null: as many as the budget wants.</param>
/// <param name="Fleet">Whether its servers are silos of one cluster.</param>
/// <param name="Break">The guard of the database that is taken away first, so that the run must fail.</param>
public sealed record Arguments(string Verb, double Minutes, int Seed, long? Inputs, FleetForm Fleet, Break Break)
{
    public const string Usage = "Usage: Loyalty.Torture quick|soak|lives|sqlite|upgrade [--minutes M] [--seed S] "
        + "[--inputs N] [--kills N] [--from SERVER] [--fleet cluster|apart] [--break fence|request-id|ack-early], "
        + "or wire, which has options of its own";

    /// <summary>How often `sqlite` kills the server.</summary>
    public int Kills { get; private init; } = 20;

    /// <summary>The server program of another build, from which `upgrade` upgrades.</summary>
    public string From { get; private init; } = "";

    /// <summary>Null for misuse.</summary>
    public static Arguments? Parse(IReadOnlyList<string> args)
    {
        if (args.Count % 2 == 0 || args[0] is not ("quick" or "soak" or "lives" or "sqlite" or "upgrade"))
            return null;
        var parsed = new Arguments(
            args[0], 45, RandomNumberGenerator.GetInt32(1, int.MaxValue), null,
            FleetForm.Cluster, Break.None);
        for (var i = 1; i < args.Count; i += 2)
        {
            if (args[i] == "--break")
            {
                if (BrokenGuard.Parse(args[i + 1]) is not { } broken) return null;
                parsed = parsed with { Break = broken };
                continue;
            }

            if (args[i] == "--from")
            {
                if (!File.Exists(args[i + 1])) return null;
                parsed = parsed with { From = Path.GetFullPath(args[i + 1]) };
                continue;
            }

            if (args[i] == "--fleet")
            {
                if (args[i + 1] is not ("cluster" or "apart")) return null;
                parsed = parsed with { Fleet = args[i + 1] == "apart" ? FleetForm.Apart : FleetForm.Cluster };
                continue;
            }

            var isWhole = int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            if (!isWhole || number < 0) return null;
            switch (args[i])
            {
                case "--minutes": parsed = parsed with { Minutes = number }; break;
                case "--seed": parsed = parsed with { Seed = number }; break;
                case "--kills": parsed = parsed with { Kills = number }; break;
                case "--inputs": parsed = parsed with { Inputs = number }; break;
                default: return null;
            }
        }

        return parsed.Verb == "upgrade" == parsed.From.Length > 0 ? parsed : null;
    }
}
