using System.Collections.Immutable;
using System.Reflection;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Domain.Receipts;

namespace Loyalty.Testing;

/// <summary>
/// Makes commands by their constructors, so that a test of all commands has a new one without a line of it.
/// </summary>
public sealed record CommandMaker
{
    public Guid RequestId { get; init; } = Samples.Id(1);

    public MemberId Member { get; init; } = Samples.Member(1);

    public CardId OtherCard { get; init; } = Samples.CardId(2);

    /// <summary>A fresh number, or the one that another card presents.</summary>
    public CardNumber OtherNumber { get; init; } = Samples.Number(2);

    public Receipt Receipt { get; init; } = Samples.Receipt(1);

    /// <summary>Every type of command.</summary>
    public static IReadOnlyList<Type> Types { get; } =
    [
        .. typeof(ICardCommand).Assembly.GetTypes()
            .Where(static type => type.IsClass && type.IsAssignableTo(typeof(ICardCommand)))
            .OrderBy(static type => type.Name, StringComparer.Ordinal),
    ];

    /// <summary>The descriptor that a type of command states.</summary>
    public static CardVerb VerbOf(Type command) => command.GetProperty("Verb")?.GetValue(null) as CardVerb
        ?? throw new ArgumentException(
            $"{command.Name} has no public static {nameof(CardVerb)} Verb.", nameof(command));

    /// <summary>The type of command that a descriptor is of; null for one of another command's other card.</summary>
    public static Type? TypeOf(CardVerb verb) => Types.SingleOrDefault(type => VerbOf(type) == verb);

    /// <summary>Makes a command that presents a number.</summary>
    public ICardCommand Make(CardVerb verb, CardNumber presented) => Make(
        TypeOf(verb) ?? throw new ArgumentException($"There is no command {verb}.", nameof(verb)), presented);

    /// <inheritdoc cref="Make(CardVerb, CardNumber)"/>
    public ICardCommand Make(Type command, CardNumber presented)
    {
        var constructor = command.GetConstructors().MaxBy(static one => one.GetParameters().Length)!;
        var next = presented;
        return (ICardCommand)constructor.Invoke([.. constructor.GetParameters().Select(Part)]);

        object? Part(ParameterInfo parameter)
        {
            if (parameter.ParameterType != typeof(CardNumber)) return ValueOf(parameter);
            var number = next;
            next = OtherNumber;
            return number;
        }
    }

    private object? ValueOf(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (type == typeof(Guid)) return RequestId;
        if (type == typeof(MemberId)) return Member;
        if (type == typeof(CardId)) return OtherCard;
        if (type == typeof(ImmutableArray<CardId>)) return ImmutableArray.Create(OtherCard);
        if (type == typeof(Receipt)) return Receipt;
        if (type == typeof(string)) return "doubt";
        if (type == typeof(long)) return 1L;
        if (type == typeof(bool)) return false;
        if (type == typeof(Refused)) return null; // the command isn't refused before it is decided
        return type.IsEnum
            ? Enum.GetValues(type).GetValue(0)
            : throw new NotSupportedException($"Say here what {parameter.Name}, a {type.Name}, is to be.");
    }
}
