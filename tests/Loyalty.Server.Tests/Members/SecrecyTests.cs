using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Grpc.Core;
using Loyalty.Members.Encryption;
using Loyalty.V1;
using Microsoft.Extensions.Logging;

namespace Loyalty.Server.Tests.Members;

/// <summary>Places where personal data must not be, and calls without the key.</summary>
public sealed class SecrecyTests
{
    private static readonly string[] s_secrets =
        ["Whisperlane", "13777777777", "+8613777777777", "Zhuangzhou", "quiet", "vip-butterfly", "1990-02-28"];

    [Fact]
    public async Task PersonalData_AfterAllKindsOfCalls_IsInNoLogTraceOrFile()
    {
        var log = new Kept();
        using var traces = Listen(log);
        await using var server = new RunningServer { Log = log };
        await server.StartAsync();

        await CallAllAsync(server);
        await server.StopAsync();

        Assert.NotEmpty(log.Lines);
        Assert.Contains(log.Lines, line => line.StartsWith("trace", StringComparison.Ordinal));
        Assert.All(s_secrets, secret => Assert.DoesNotContain(log.Lines, line => line.Contains(secret)));
        Assert.All(s_secrets, secret => Assert.False(IsInSomeFile(server.Data, secret), secret));
    }

    [Fact]
    public async Task MasterKey_WithNothingConfigured_IsInTheDataFolderAndReadAgain()
    {
        await using var server = new RunningServer();
        await server.StartAsync();
        var member = await Person.CreateAsync(server);
        await server.StopAsync();
        await server.StartAsync();

        var again = await server.Members.GetMemberAsync(
            new GetMemberRequest { MemberId = member.MemberId, View = MemberView.Full }, Person.Desk);

        Assert.Equal(member, again.Member);
        Assert.True(File.Exists(Path.Combine(server.Data, "members.key")));
    }

    [Fact]
    public async Task MasterKey_Lost_KeepsTheServerFromStarting()
    {
        await using var server = new RunningServer();
        await server.StartAsync();
        await server.StopAsync();
        File.Delete(Path.Combine(server.Data, "members.key"));

        var e = await Assert.ThrowsAsync<MasterKeyException>(() => server.StartAsync());

        Assert.Contains("Loyalty:Members:MasterKeyFile", e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(server.Data, "members.key")));
    }

    [Fact]
    public async Task MasterKey_ExchangedByASetting_WrapsAllAnew()
    {
        await using var server = new RunningServer();
        await server.StartAsync();
        var member = await Person.CreateAsync(server);
        await server.StopAsync();
        var old = (await File.ReadAllLinesAsync(Path.Combine(server.Data, "members.key")))[^1];
        var path = Path.Combine(server.Data, "rotated.key");
        string[] both = [new string('2', 64), old], one = [new string('2', 64)];
        await KeepAsync(both);

        await server.StartAsync("--Loyalty:Members:MasterKeyFile", path);
        var keyId = new MasterKey(Convert.FromHexString(one[0])).Id;
        var pause = TimeSpan.FromMilliseconds(20);
        while (!await server.HasWrappedAsync(keyId)) await Task.Delay(pause, TimeProvider.System);
        await server.StopAsync();
        await KeepAsync(one);
        await server.StartAsync("--Loyalty:Members:MasterKeyFile", path);

        var again = await server.Members.GetMemberAsync(
            new GetMemberRequest { MemberId = member.MemberId, View = MemberView.Full }, Person.Desk);
        Assert.Equal(member, again.Member);

        async Task KeepAsync(string[] keys)
        {
            await File.WriteAllLinesAsync(path, keys);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static async Task CallAllAsync(RunningServer server)
    {
        var request = Person.Creation("13777777777");
        (request.Member.Name, request.Member.Address) = ("Zhuangzhou", "1 Whisperlane");
        request.Member.Tags.Add("vip-butterfly");
        var member = (await server.Members.CreateMemberAsync(request, Person.Desk)).Member;
        await server.Members.CreateMemberAsync(request, Person.Desk);
        await server.Members.FindMembersAsync(new FindMembersRequest { Phone = "13777777777" }, Person.Desk);
        await server.Members.FindMembersAsync(Person.ByName("Zhuangzhou"), Person.Desk);
        var update = Person.Update(member, "address", "notes");
        update.Member.Address = "2 Whisperlane";
        await server.Members.UpdateMemberAsync(update, Person.Desk);
        foreach (var bad in new[] { Person.Creation("13777777777"), Person.Creation("137x77777777") })
        {
            bad.Member.Name = "Zhuangzhou";
            await Assert.ThrowsAsync<RpcException>(
                async () => await server.Members.CreateMemberAsync(bad, Person.Desk));
        }

        var card = await server.IssueAsync();
        await server.Points.AccruePointsAsync(Some.Accrual(card, Some.Receipt()));
    }

    private static bool IsInSomeFile(string folder, string secret) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var content = new byte[file.Length];
            file.ReadExactly(content);
            return content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0;
        });

    private static ActivityListener Listen(Kept log)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
                log.Keep($"trace {activity.DisplayName} {string.Join(' ', activity.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>Keeps every line that is logged, with its values.</summary>
    private sealed class Kept : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();

        public IReadOnlyList<string> Lines => [.. lines];

        public void Keep(string line) => lines.Enqueue(line);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            Keep($"{formatter(state, exception)} {string.Join(' ', values)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
