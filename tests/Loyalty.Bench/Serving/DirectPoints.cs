using Grpc.Core;
using Loyalty.V1;
using Npgsql;

namespace Loyalty.Bench.Serving;

/// <summary>The alternative that a team would write itself: one prepared statement per call, which does all.</summary>
internal sealed class DirectPoints(NpgsqlDataSource database) : PointsService.PointsServiceBase
{
    public override async Task<AccruePointsResponse> AccruePoints(
        AccruePointsRequest request, ServerCallContext context)
    {
        await using var command = database.CreateCommand(DirectTables.Accrue);
        var receipt = request.Receipt;
        command.Parameters.Add(new NpgsqlParameter<string>
        {
            TypedValue = $"{receipt.Store}/{receipt.BusinessDate.Year}-{receipt.BusinessDate.Month}-"
                + $"{receipt.BusinessDate.Day}/{receipt.Number}",
        });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.CardNumber });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Answers.Points });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = receipt.Total.Units * 100 });
        try
        {
            await using var reader = await command.ExecuteReaderAsync(context.CancellationToken);
            return await reader.ReadAsync(context.CancellationToken)
                ? Answers.To(request, reader.GetInt64(0), reader.GetInt64(1))
                : throw new RpcException(new Status(StatusCode.NotFound, "No such card."));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new RpcException(new Status(StatusCode.AlreadyExists, "The receipt was accrued."));
        }
    }
}

/// <summary>The hand-written service's tables, and its one statement. pgbench runs the same.</summary>
internal static class DirectTables
{
    public const string Create = """
        CREATE TABLE direct_cards (
            card_number text COLLATE "C" PRIMARY KEY, seq bigint NOT NULL, balance bigint NOT NULL)
            WITH (fillfactor = 60);
        CREATE TABLE direct_entries (
            receipt text COLLATE "C" PRIMARY KEY, card_number text COLLATE "C" NOT NULL, points bigint NOT NULL,
            total bigint NOT NULL, time timestamptz NOT NULL DEFAULT now());
        """;

    /// <summary>$1 receipt, $2 card number, $3 points, $4 total in minor units.</summary>
    public const string Accrue = """
        WITH entry AS (
            INSERT INTO direct_entries (receipt, card_number, points, total) VALUES ($1, $2, $3, $4))
        UPDATE direct_cards SET seq = seq + 1, balance = balance + $3 WHERE card_number = $2 RETURNING seq, balance
        """;

    /// <summary>Cards with the numbers 1 to $1.</summary>
    public const string Fill = """
        INSERT INTO direct_cards SELECT lpad(n::text, 19, '0'), 1, 0 FROM generate_series(1, $1::integer) AS n
        """;
}
