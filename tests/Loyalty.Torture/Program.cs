using Loyalty.Torture;

return await Verbs.RunAsync(args);
