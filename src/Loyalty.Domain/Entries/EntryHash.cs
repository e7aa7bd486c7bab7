using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Loyalty.Domain.Receipts;

namespace Loyalty.Domain.Entries;

/// <summary>
/// The hash chain over a card's entries. Each link is SHA-256 over the previous link, the form's version (1) and the
/// entry's fields in the order of their ids. What was added later stands at the end, behind the id of its field, and
/// only where it is present: an older entry keeps its link.
/// </summary>
public static class EntryHash
{
    private const int Version = 1;
    private const int ChangeField = 17;
    private const int CounterpartField = 18;
    private const int ContentField = 19;
    private const int MemberOfChangeField = 5;
    private const int SourceOfChangeField = 6;

    /// <summary>The head of a chain without entries.</summary>
    public static readonly ImmutableArray<byte> Genesis = [.. new byte[SHA256.HashSizeInBytes]];

    /// <summary>Computes the entry's link; the entry's own <see cref="LedgerEntry.Hash"/> is not read.</summary>
    public static ImmutableArray<byte> Compute(ImmutableArray<byte> previous, LedgerEntry entry)
    {
        var writer = new CanonicalWriter(512);
        writer.Bytes(previous.AsSpan());
        writer.Number(Version);
        writer.Id(entry.CardId.Value);
        writer.Number(entry.Seq);
        writer.Number((long)entry.Kind);
        writer.Number(entry.Points);
        writer.Number(entry.Balance);
        writer.Number(entry.Available);
        writer.Number(entry.LotEffects.Length);
        foreach (var effect in entry.LotEffects)
        {
            writer.Date(effect.ExpiryDate);
            writer.Number(effect.Points);
        }

        writer.Date(entry.BusinessDate);
        writer.Number(entry.Time.UtcTicks);
        Write(writer, entry.Caller);
        writer.Text(entry.IdempotencyKey);
        Write(writer, entry.Receipt);
        writer.Text(entry.CardNumber?.Digits ?? "");
        writer.Number(entry.RulesVersion);
        writer.Number(entry.Grants.Length);
        foreach (var grant in entry.Grants)
        {
            writer.Text(grant.Rule);
            writer.Number(grant.Points);
        }

        writer.Number(entry.RemainderMinor);
        if (entry.Change is { } change) Write(writer, change);
        if (entry.Counterpart is { } counterpart) Write(writer, counterpart);
        if (entry.Content is { } content) Write(writer, content);
        return ImmutableCollectionsMarshal.AsImmutableArray(SHA256.HashData(writer.Written));
    }

    private static void Write(CanonicalWriter writer, Caller caller)
    {
        writer.Number((long)caller.Kind);
        writer.Text(caller.Name);
        writer.Text(caller.Mall);
        writer.Text(caller.Store);
        writer.Text(caller.Operator);
    }

    private static void Write(CanonicalWriter writer, ReceiptReference? receipt)
    {
        writer.Number(receipt is null ? 0 : 1);
        if (receipt is null) return;
        writer.Text(receipt.Store);
        writer.Text(receipt.Till);
        writer.Text(receipt.Number);
        writer.Date(receipt.BusinessDate);
        writer.Number(receipt.TotalMinor);
        writer.Text(receipt.Currency);
    }

    private static void Write(CanonicalWriter writer, CardChange change)
    {
        writer.Number(ChangeField);
        writer.Number((long?)change.Type ?? 0);
        writer.Date(change.TermEndDate);
        writer.Number(change.FeeMinor);
        writer.Text(change.Reason);
        writer.Number(change.IsReceiptSurrendered ? 1 : 0);
        if (change.MemberId is { } member)
        {
            writer.Number(MemberOfChangeField);
            writer.Id(member.Value);
        }

        if (change.Source.Length == 0) return;
        writer.Number(SourceOfChangeField);
        writer.Text(change.Source);
    }

    private static void Write(CanonicalWriter writer, EntryReference counterpart)
    {
        writer.Number(CounterpartField);
        writer.Id(counterpart.CardId.Value);
        writer.Number(counterpart.Seq);
    }

    private static void Write(CanonicalWriter writer, ReceiptContent content)
    {
        writer.Number(ContentField);
        writer.Number(content.Lines.Length);
        foreach (var line in content.Lines) line.Write(writer);
        writer.Number(content.Tenders.Length);
        foreach (var tender in content.Tenders) tender.Write(writer);
    }
}
