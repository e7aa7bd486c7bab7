using System.Text.Json;
using Loyalty.Domain;

namespace Loyalty.Ledger.Rows;

/// <summary>Reads rows that somebody may have tampered with.</summary>
internal static class StoredRow
{
    /// <summary>
    /// Reads a row part by part, so that what names it is known even where the rest makes no sense. What the texts and
    /// types of a row can throw becomes its fault; a failing database still throws.
    /// </summary>
    public static Stored<T> Read<TReader, T>(
        TReader reader, Func<TReader, CardId> cardId, Func<TReader, long> seq, Func<TReader, T> row)
        where T : class
    {
        var fault = Try(reader, cardId, out var card);
        if (Try(reader, seq, out var at) is { } ofSeq) fault ??= ofSeq;
        if (Try(reader, row, out var read) is { } ofRow) fault ??= ofRow;
        return new Stored<T>(card, at, fault is null ? read : null, fault);
    }

    private static string? Try<TReader, T>(TReader reader, Func<TReader, T> part, out T? value)
    {
        value = default;
        try
        {
            value = part(reader);
            return null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or OverflowException
            or InvalidCastException or InvalidOperationException or ArgumentException)
        {
            return exception.Message.ReplaceLineEndings(" ");
        }
    }
}
