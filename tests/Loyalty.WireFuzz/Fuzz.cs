using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Loyalty.WireFuzz.Checks;
using Loyalty.WireFuzz.Http2;
using Loyalty.WireFuzz.Inputs;

namespace Loyalty.WireFuzz;

/// <summary>
/// Sends bad inputs to a server and checks each answer by itself. Calls that HTTP/2 finds nothing wrong with share
/// connections, many at a time; the others have one each.
/// </summary>
public sealed class Fuzz(WireTarget target, WireOptions options, Accounts accounts, WireReport report)
{
    private const int BatchSize = 32;
    private const int CallsPerConnection = 2_000;

    private long next = options.From;
    private long end = options.From;

    /// <summary>Sends the next inputs of the seed; at most so many per second, 0 for as fast as it goes.</summary>
    public async Task RunAsync(long inputs, int perSecond, CancellationToken cancellation)
    {
        end = next + inputs;
        var clock = Stopwatch.StartNew();
        var first = next;
        bool Begins(long index) => perSecond == 0 || (index - first) <= clock.Elapsed.TotalSeconds * perSecond;
        using var alone = new BlockingCollection<WireInput>(boundedCapacity: 256);
        var openers = Threads(options.Openers, () =>
        {
            foreach (var input in alone.GetConsumingEnumerable(CancellationToken.None)) Send(input);
        });
        try
        {
            await Threads(options.Senders, () => Send(Begins, alone, cancellation));
        }
        finally
        {
            alone.CompleteAdding();
        }

        await openers;
        next = end;
    }

    /// <summary>Sends one input, and checks its answer.</summary>
    public void Send(WireInput input)
    {
        if (input.Level == WireLevel.Call) SendCalls([input], null)?.Dispose();
        else SendBytes(input);
    }

    private static Task Threads(int count, Action work) => Task.WhenAll(Enumerable.Range(0, count).Select(_ =>
        Task.Factory.StartNew(
            work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    private void Send(Func<long, bool> begins, BlockingCollection<WireInput> alone, CancellationToken cancellation)
    {
        CallConnection? connection = null;
        var batch = new List<WireInput>();
        var bytes = 0;
        while (!cancellation.IsCancellationRequested)
        {
            var index = Interlocked.Increment(ref next) - 1;
            if (index >= end) break;
            while (!begins(index) && !cancellation.IsCancellationRequested) cancellation.WaitHandle.WaitOne(5);
            var input = InputMix.Create(options.Seed, index, target.World);
            if (!input.Kind.Contains(options.Kind, StringComparison.Ordinal)) continue;
            if (input.Level != WireLevel.Call || input.IsRude)
            {
                alone.Add(input, cancellation);
                continue;
            }

            if (bytes + input.Bytes.Length > CallConnection.MaxBatchBytes || batch.Count == BatchSize)
            {
                connection = SendCalls(batch, connection);
                batch.Clear();
                bytes = 0;
            }

            batch.Add(input);
            bytes += input.Bytes.Length;
        }

        if (batch.Count > 0) connection = SendCalls(batch, connection);
        connection?.Dispose();
    }

    private CallConnection? SendCalls(IReadOnlyList<WireInput> inputs, CallConnection? connection)
    {
        try
        {
            connection ??= new CallConnection(target.Grpc, options.Patience);
        }
        catch (SocketException e)
        {
            report.Violate($"no connection: {e.SocketErrorCode}; before {inputs[0]}");
            return null;
        }

        foreach (var input in inputs) Acknowledgements.NoteSent(accounts, input);
        var answers = connection.Exchange(inputs);
        for (var i = 0; i < answers.Length; i++)
        {
            // Which of many ended their connection can only be told by sending each of them alone.
            if (inputs.Count > 1 && answers[i] is { IsWhole: false, Reset: null, TimedOut: false }) Send(inputs[i]);
            else ConflictResolver(inputs[i], answers[i]);
        }

        if (!connection.IsBroken && connection.Calls < CallsPerConnection) return connection;
        connection.Dispose();
        return null;
    }

    private void ConflictResolver(WireInput input, CallAnswer answer)
    {
        report.Count(input.Kind, AnswerRules.OutcomeOf(answer));
        if (AnswerRules.FaultOf(input, answer) is { } fault) report.Violate($"{fault}: {input}");
        if (answer.Unreadable is null) Acknowledgements.NoteAnswer(accounts, input, answer);
    }

    private void SendBytes(WireInput input)
    {
        var isHealth = input.Level == WireLevel.Health;
        try
        {
            var exchange = ByteExchange.Run(isHealth ? target.Health : target.Grpc, input.Bytes, options.Patience);
            report.Count(input.Kind, exchange.Outcome(isHealth));
            if (exchange.TimedOut) report.Violate($"the connection stays open: {input}");
            if (Leaks.Find(exchange.Text) is { } leak) report.Violate($"tells “{leak}”: {input}");
            if (isHealth && exchange.Text.StartsWith("HTTP/1.1 500", StringComparison.Ordinal))
                report.Violate($"{exchange.Outcome(isHealth: true)}: {input}");
        }
        catch (SocketException e)
        {
            report.Count(input.Kind, "no connection");
            report.Violate($"no connection: {e.SocketErrorCode}; {input}");
        }
    }
}
