using Loyalty.Server.Hosting;

return await ServerHost.RunAsync(args);
