using Loyalty.Bench;
using Loyalty.Bench.Serving;

if (args.Contains("--" + Serve.Setting))
{
    await Serve.RunAsync(args);
    return 0;
}

try
{
    var line = CommandLine.Parse(args);
    return line.Verb switch
    {
        "compare" => await Compare.RunAsync(line),
        "latency" => await Latency.RunAsync(line),
        "hot" => await Hot.RunAsync(line),
        "cold" => await Cold.RunAsync(line),
        "desk" => await Desk.RunAsync(line),
        "growth" => await Growth.RunAsync(line),
        _ => throw new FormatException(CommandLine.Usage),
    };
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
