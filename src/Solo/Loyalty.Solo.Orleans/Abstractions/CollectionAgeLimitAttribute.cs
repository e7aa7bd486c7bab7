using System.Globalization;

namespace Orleans;

/// <summary>Sets after how long without use the activations of a class are collected. One minute at least, unless
/// given as text.</summary>
[AttributeUsage(AttributeTargets.Class)]
public class CollectionAgeLimitAttribute : Attribute
{
    private readonly TimeSpan? _given;

    /// <summary>Takes the sum of <see cref="Days"/>, <see cref="Hours"/> and <see cref="Minutes"/>.</summary>
    public CollectionAgeLimitAttribute()
    {
    }

    /// <summary>Takes a time as text, <c>hh:mm:ss</c>.</summary>
    public CollectionAgeLimitAttribute(string inactivityPeriod) =>
        _given = TimeSpan.Parse(inactivityPeriod, CultureInfo.InvariantCulture);

    /// <summary>Gets or sets days.</summary>
    public double Days { get; set; }

    /// <summary>Gets or sets hours.</summary>
    public double Hours { get; set; }

    /// <summary>Gets or sets minutes.</summary>
    public double Minutes { get; set; }

    /// <summary>Gets or sets whether the class is never collected.</summary>
    public bool AlwaysActive { get; set; }

    /// <summary>Gets the age.</summary>
    public TimeSpan AgeLimit
    {
        get
        {
            if (_given is { } given) return given;
            if (AlwaysActive) return TimeSpan.FromDays(short.MaxValue);
            var sum = TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
            return sum < TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(1) : sum;
        }
    }
}
