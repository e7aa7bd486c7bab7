using System.Diagnostics.Metrics;
using Loyalty.Domain;
using Loyalty.Grains.Cards;
using Loyalty.Server.Errors;

namespace Loyalty.Server;

/// <summary>Counters of the endpoints, on the meter "Loyalty".</summary>
internal sealed class ServerMetrics
{
    public const string MeterName = "Loyalty";

    private readonly Counter<long> pointsAccrued;
    private readonly Counter<long> receipts;
    private readonly Gauge<double> clockOffset;

    public ServerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        pointsAccrued = meter.CreateCounter<long>("loyalty.points.accrued", "{point}", "Points accrued, once each");
        receipts = meter.CreateCounter<long>("loyalty.receipts", "{receipt}", "Receipts answered, by outcome");
        clockOffset = meter.CreateGauge<double>(
            "loyalty.clock.offset", "s", "This node's clock less the database's, when last compared");
    }

    public void ClockIs(TimeSpan offset) => clockOffset.Record(offset.TotalSeconds);

    public void Count(CardAnswer answer)
    {
        if (answer is { Refused: null, Replayed: false }) pointsAccrued.Add(answer.Entry!.Points);
        receipts.Add(1, new KeyValuePair<string, object?>("outcome", Outcome(answer)));
    }

    private static string Outcome(CardAnswer answer) => answer switch
    {
        { Refused: { } refused } => GrpcErrors.ReasonOf(refused.Reason),
        { Replayed: true } => "replayed",
        _ => "accrued",
    };
}
