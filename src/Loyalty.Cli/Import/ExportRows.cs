using Loyalty.Cli.Csv;
using Loyalty.Cli.Output;
using Loyalty.V1;

namespace Loyalty.Cli.Import;

/// <summary>
/// An export's lines: the header, cards by source and key, then members without card. Who has one card stands on its
/// line; who has several is named by the first one's source and key, and told there; who has none has a number.
/// </summary>
internal sealed class ExportRows
{
    private readonly List<ImportedCard> _cards = [];
    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);

    public void Add(ExportCardsResponse part)
    {
        _cards.AddRange(part.Cards);
        foreach (var member in part.Members) _members.Add(member.MemberId, member);
    }

    public IEnumerable<string> Lines()
    {
        yield return string.Join(',', ImportColumns.Names);
        _cards.Sort(static (x, y) => string.CompareOrdinal(x.Source, y.Source) is var order && order != 0
            ? order
            : string.CompareOrdinal(x.Key, y.Key));
        var firsts = new Dictionary<string, ImportedCard>(StringComparer.Ordinal);
        var shared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var card in _cards.Where(card => _members.ContainsKey(card.MemberId)))
            if (!firsts.TryAdd(card.MemberId, card)) shared.Add(card.MemberId);

        foreach (var card in _cards)
        {
            var cells = new string[ImportColumns.Names.Count];
            CardColumns.Write(card, cells);
            if (firsts.TryGetValue(card.MemberId, out var first))
            {
                if (shared.Contains(card.MemberId)) cells[(int)ImportColumn.Member] = $"{first.Source}/{first.Key}";
                if (ReferenceEquals(first, card)) PersonColumns.Write(_members[card.MemberId], cells);
            }

            yield return Line(cells);
        }

        foreach (var line in WithoutCard(firsts)) yield return line;
    }

    private IEnumerable<string> WithoutCard(Dictionary<string, ImportedCard> firsts)
    {
        var number = 0;
        var people = _members.Where(member => !firsts.ContainsKey(member.Key)).Select(member =>
        {
            var cells = new string[ImportColumns.Names.Count];
            PersonColumns.Write(member.Value, cells);
            return cells;
        });
        foreach (var cells in people.OrderBy(Line, StringComparer.Ordinal))
        {
            cells[(int)ImportColumn.Member] = $"member-{++number}";
            yield return Line(cells);
        }
    }

    private static string Line(string[] cells) => string.Join(',', cells.Select(cell => CsvText.Quoted(cell ?? "")));
}
