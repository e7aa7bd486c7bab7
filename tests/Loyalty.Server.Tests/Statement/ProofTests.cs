using Google.Protobuf;
using Loyalty.Cli.Statement;
using Loyalty.Domain.Cards;
using Loyalty.V1;

namespace Loyalty.Server.Tests.Statement;

/// <summary>A proof adds up for what the server says, and for nothing else.</summary>
public sealed class ProofTests(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly CardCommands commands = new(server);

    /// <summary>Each is a lie about the entries of a card that was issued, accrued on, suspended and resumed.</summary>
    public static readonly TheoryData<string> Lies =
    [
        "points", "balance", "available", "lots", "time", "date", "store", "reason", "fee", "grants", "operator",
        "hash", "dropped", "swapped", "repeated", "other card", "kind", "receipt", "rules",
    ];

    [Fact]
    public async Task Proof_OfWhatTheServerSays_HasNoFault()
    {
        var (card, entries) = await LiveAsync();
        var proof = Prove(card, entries);
        Assert.Empty(proof.Faults);
        Assert.Equal((entries.Count, 0), (proof.Recomputed, proof.Taken.Count));
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Proof_OfALie_HasAFault(string lie)
    {
        var (card, entries) = await LiveAsync();
        Lie(lie, entries);
        Assert.NotEmpty(Prove(card, entries).Faults);
    }

    [Fact]
    public async Task Proof_WithoutAnyEntry_HasAFault()
    {
        var (card, _) = await LiveAsync();
        Assert.NotEmpty(Prove(card, []).Faults);
    }

    [Fact]
    public async Task Proof_OfALieAboutTheCard_HasAFault()
    {
        var (card, entries) = await LiveAsync();
        foreach (var lie in new Action<V1.Card>[]
        {
            c => c.Balance++, c => c.Available--, c => c.Debt++, c => c.Seq++, c => c.Lots.Clear(),
            c => c.Lots[0].Remaining++, c => c.Lots[0].ExpiryDate.Year++,
        })
        {
            var lied = card.Clone();
            lie(lied);
            Assert.NotEmpty(Prove(lied, entries).Faults);
        }
    }

    /// <summary>
    /// Without the number its link is taken as said; without the reasons those of the suspension as well.
    /// </summary>
    [Fact]
    public async Task Proof_WithoutWhatIsHidden_TakesThoseLinks()
    {
        var (card, entries) = await LiveAsync();
        var proof = Prove(card, entries, number: "9800000000000000000");
        Assert.Equal([1], proof.Taken);
        Assert.Empty(proof.Faults);
        foreach (var entry in entries) entry.Reason = "";
        proof = Prove(card, entries, hearsAll: false);
        Assert.Equal([4, 5], proof.Taken);
        Assert.Empty(proof.Faults);
    }

    private static Proof Prove(
        V1.Card card, IEnumerable<LedgerEntry> entries, string? number = null, bool hearsAll = true)
    {
        var proof = new Proof(new ChainLink(new EntryReader(100), number ?? card.CardNumber, hearsAll));
        foreach (var entry in entries) proof.Add(entry);
        proof.Compare(card);
        return proof;
    }

    private async Task<(V1.Card Card, List<LedgerEntry> Entries)> LiveAsync()
    {
        var number = (await commands.IssueAsync()).CardNumber;
        foreach (var verb in new[] { AccruePoints.Verb, AccruePoints.Verb, SuspendCard.Verb, ResumeCard.Verb })
            await commands.SendAsync(verb, number);
        var list = await server.Cards.ListLedgerEntriesAsync(new() { CardNumber = number }, Callers.Desk);
        return (await commands.ReadAsync(number), [.. list.Entries]);
    }

    private static void Lie(string lie, List<LedgerEntry> entries)
    {
        switch (lie)
        {
            case "dropped":
                entries.RemoveAt(2);
                break;
            case "swapped":
                (entries[1], entries[2]) = (entries[2], entries[1]);
                break;
            case "repeated":
                entries.Insert(2, entries[1]);
                break;
            case "reason":
                entries[3].Reason = "because";
                break;
            case "fee":
                entries[4].FeeMinor = 200;
                break;
            default:
                Lie(lie, entries[1]);
                break;
        }
    }

    private static void Lie(string lie, LedgerEntry entry)
    {
        switch (lie)
        {
            case "points": entry.Points++; break;
            case "balance": entry.Balance++; break;
            case "available": entry.Available++; break;
            case "lots": entry.LotEffects[0].ExpiryDate.Year++; break;
            case "time": entry.CreateTime.Seconds++; break;
            case "date": entry.BusinessDate.Day++; break;
            case "store": entry.Receipt.Store = "S2"; break;
            case "grants": entry.Grants[0].Rule = "bonus"; break;
            case "operator": entry.Actor.Operator = "x"; break;
            case "hash": entry.Hash = ByteString.CopyFrom(new byte[32]); break;
            case "other card": entry.CardId = $"{Some.Id()}"; break;
            case "kind": entry.Kind = EntryKind.Expiry; break;
            case "receipt": entry.Receipt = null; break;
            case "rules": entry.RulesVersion++; break;
            default: throw new ArgumentOutOfRangeException(nameof(lie), lie, null);
        }
    }
}
