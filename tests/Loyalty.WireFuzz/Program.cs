using Loyalty.WireFuzz;

return await CommandLine.RunAsync(args);
