using Loyalty.Simulation;

CommandLine line;
try
{
    line = CommandLine.Parse(args);
}
catch (FormatException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

// A thread of its own: on one of the pool's, tasks would be run inline where production queues them.
var campaign = new Campaign(line, Console.Out, ownsProcess: true);
var thread = new Thread(campaign.Run);
thread.Start();
thread.Join();
return campaign.HasFailed ? 1 : 0;
