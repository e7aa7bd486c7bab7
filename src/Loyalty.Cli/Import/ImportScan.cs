using Google.Protobuf;
using Loyalty.V1;

namespace Loyalty.Cli.Import;

/// <summary>
/// Compares the lines of a file with each other: no card, number or phone twice, every member told once and the same,
/// and with one card of each type. It keeps some 200 bytes a line, and no texts.
/// </summary>
internal sealed class ImportScan(ImportFaults faults)
{
    private readonly Dictionary<UInt128, long> _cards = [];
    private readonly Dictionary<UInt128, long> _numbers = [];
    private readonly Dictionary<UInt128, long> _cardsOfMembers = [];
    private readonly Dictionary<UInt128, (long Line, UInt128 Member)> _phones = [];
    private readonly Dictionary<UInt128, (long Line, UInt128 Person)> _members = [];
    private readonly Dictionary<UInt128, List<long>> _untold = [];

    /// <summary>Looks at all lines.</summary>
    public void Read(ImportFile file, CancellationToken cancellation)
    {
        foreach (var row in file.ReadAll(faults))
        {
            cancellation.ThrowIfCancellationRequested();
            if (row.Card is { } card) Compare(row, card);
            if (row.Member is { } member) Compare(row, TextKey.Of(member.Text));
        }

        foreach (var line in _untold.Values.SelectMany(lines => lines))
            faults.Add(line, ImportColumn.Member, "is nobody of whom a line tells the name");
    }

    private void Compare(ImportRow row, ImportedCard card)
    {
        if (card.Key.Length > 0 && !_cards.TryAdd(TextKey.Of($"{card.Source}\n{card.Key}"), row.Line))
            Pair(row, _cards[TextKey.Of($"{card.Source}\n{card.Key}")], ImportColumn.Key);
        if (card.CardNumber.Length > 0 && !_numbers.TryAdd(TextKey.Of(card.CardNumber), row.Line))
            Pair(row, _numbers[TextKey.Of(card.CardNumber)], ImportColumn.Number);
        if (row.Member is not { } member || card.Type == CardType.Unspecified) return;
        var ofMember = TextKey.Of($"{member.Text}\n{card.Type}");
        if (!_cardsOfMembers.TryAdd(ofMember, row.Line))
            faults.AddPair(row.Line, _cardsOfMembers[ofMember], ImportColumn.Member, "has a card of the same type on");
    }

    private void Compare(ImportRow row, UInt128 member)
    {
        if (row.Person is not { } person)
        {
            if (_members.ContainsKey(member)) return;
            if (!_untold.TryGetValue(member, out var lines)) _untold.Add(member, lines = []);
            lines.Add(row.Line);
            return;
        }

        _untold.Remove(member);
        var told = TextKey.Of(person.ToByteArray());
        if (!_members.TryAdd(member, (row.Line, told)) && _members[member].Person != told)
            faults.AddPair(row.Line, _members[member].Line, ImportColumn.Member, "is somebody else on");
        if (person.Phone.Length == 0) return;
        var phone = TextKey.Of(person.Phone);
        if (!_phones.TryAdd(phone, (row.Line, member)) && _phones[phone].Member != member)
            Pair(row, _phones[phone].Line, ImportColumn.Phone);
    }

    private void Pair(ImportRow row, long other, ImportColumn column) =>
        faults.AddPair(row.Line, other, column, "stands also on");
}
