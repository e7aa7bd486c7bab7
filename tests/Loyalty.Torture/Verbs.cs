namespace Loyalty.Torture;

/// <summary>The real server and a real PostgreSQL, with everything going wrong that can.</summary>
public static class Verbs
{
    private const string Usage = "Usage: Loyalty.Torture quick|soak|wire [--minutes M] [--seed S] [--inputs N]";

    /// <summary>Runs what the arguments ask for. 0 if nothing was violated, 1 if something was, 2 for misuse.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["wire", ..]) return await Wire.WireVerb.RunAsync(args[1..]);
        await Console.Error.WriteLineAsync(Usage);
        return 2;
    }
}
