using Loyalty.Cli.Output;
using Loyalty.V1;

namespace Loyalty.Cli.Commands;

/// <summary>A member in words, as far as the caller may see them.</summary>
internal static class MemberFacts
{
    public static (string Name, string Value) Of(MemberCard card)
    {
        var facts = new List<string> { CardFacts.NameOf(card.Type) };
        if (card.Lost) facts.Add("lost");
        if (card.Suspended) facts.Add("suspended");
        if (card.Expired) facts.Add("expired");
        return ("card", $"{card.CardNumber}, {string.Join(", ", facts)}");
    }

    public static IEnumerable<(string Name, string Value)> Of(Member member, bool replayed = false)
    {
        yield return ("member id", member.MemberId);
        yield return ("state", $"{member.State}".ToLowerInvariant());
        yield return ("merged into", member.MergedIntoMemberId);
        yield return ("etag", member.Etag);
        yield return ("name", member.Name);
        yield return ("phone", member.Phone);
        yield return ("birthday", Dates.Print(member.Birthday));
        if (member.Birthday is null && member.BirthMonth > 0) yield return ("birthday", $"month {member.BirthMonth}");
        if (member.HasGender) yield return ("gender", $"{member.Gender}".ToLowerInvariant());
        yield return ("address", member.Address);
        foreach (var said in member.Consents)
        {
            var what = said.Status == ConsentStatus.Given ? "given" : "withdrawn";
            yield return ("consent", $"{said.Kind} {what}, {said.Time.ToDateTime():yyyy-MM-dd HH:mm}Z, {said.Source}");
        }

        foreach (var tag in member.Tags) yield return ("tag", tag);
        foreach (var note in member.Notes) yield return ("note", note);
        if (replayed) yield return ("replayed", "yes, it was done before");
    }
}
