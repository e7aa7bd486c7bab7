using System.Globalization;
using Loyalty.Domain.Cards;

namespace Loyalty.Testing;

/// <summary>
/// A file of members and cards as an old system would hand it over, made up: the same seed makes the same file. Most
/// people have a card, some a second one of another type, some none; some cards are nobody's.
/// </summary>
/// <param name="seed">Decides everything.</param>
/// <param name="today">The date of the file: nothing is issued later, and points expire from then on.</param>
public sealed class OldSystem(int seed, DateOnly today)
{
    public const string Header =
        "key,number,type,issue_date,term_end_date,status,points,debt,member,name,phone,birthday,gender,address,"
        + "consents,tags,notes\n";

    private const string Surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗";
    private const string Names = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平";

    private readonly Random random = new(seed);

    /// <summary>All points of the cards written, less their debt.</summary>
    public long Points { get; private set; }

    public int Cards { get; private set; }

    public int Members { get; private set; }

    /// <summary>Writes so many cards, and their members.</summary>
    public void Write(TextWriter to, int cards)
    {
        to.Write(Header);
        while (Cards < cards)
        {
            switch (random.Next(20))
            {
                case 0:
                    to.Write($"{Card("long-term")},,,,,,,,,\n"); // nobody's
                    break;
                case 1:
                    to.Write($",,,,,,,,m-{Members},{Person()}\n"); // without card
                    break;
                case < 4 when Cards + 1 < cards:
                    var member = $"m-{Members}";
                    to.Write($"{Card("long-term")},{member},,,,,,,,\n"); // told by a later line
                    to.Write($"{Card("digital")},{member},{Person()}\n");
                    break;
                default:
                    to.Write($"{Card(random.Next(3) == 0 ? "one-year" : "long-term")},,{Person()}\n");
                    break;
            }
        }
    }

    /// <summary>The card's columns.</summary>
    private string Card(string type)
    {
        var issued = today.AddDays(-random.Next(3_000));
        var number = random.Next(10) < 7
            ? CardNumber.Create("77", $"{700_000_000_000L + seed % 1_000 * 10_000_000L + Cards:D14}").Digits
            : "";
        var status = random.Next(100) switch { 0 => "lost", 1 => "suspended", 2 => "lost+suspended", _ => "" };
        var term = type == "one-year" ? today.AddDays(random.Next(-30, 365)).ToString("O") : "";
        if (term.Length > 0 && DateOnly.Parse(term, CultureInfo.InvariantCulture) < issued) term = issued.ToString("O");
        var (points, debt) = random.Next(50) == 0 ? ("", $"{Debt()}") : (Lots(), "");
        return $"A{seed}-{Cards++},{number},{type},{issued:O},{term},{status},{points},{debt}";
    }

    private long Debt()
    {
        var debt = random.Next(1, 100);
        Points -= debt;
        return debt;
    }

    private string Lots()
    {
        var lots = new List<string>();
        for (var year = random.Next(4); year < 3; year++)
        {
            var points = random.Next(1, 10_000);
            Points += points;
            lots.Add($"{points}@{(year == 2 ? "never" : $"{today.Year + year:0000}-12-31")}");
        }

        return string.Join(';', lots);
    }

    /// <summary>The person's columns.</summary>
    private string Person()
    {
        var phone = random.Next(20) == 0 ? "" : $"13{8_00000000L + seed % 10 * 10_000_000L + Members:D9}";
        var name = $"{Surnames[random.Next(20)]}{Names[random.Next(20)]}{Names[random.Next(20)]}";
        var birthday = new DateOnly(1940, 1, 1).AddDays(random.Next(24_000)).ToString("O");
        var gender = random.Next(3) switch { 0 => "female", 1 => "male", _ => "" };
        var consent = random.Next(2) == 0 ? "sms@given@form@2024-05-01T10:00:00Z" : "";
        var tags = random.Next(30) == 0 ? "vip|tea, green" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name},{phone},{birthday},{gender},\"解放路 {++Members} 号, 3\",{consent},\"{tags}\",");
    }
}
