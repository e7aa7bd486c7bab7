using FsCheck;
using FsCheck.Fluent;

namespace Loyalty.Domain.Tests;

/// <summary>States properties. A failure prints the smallest case found and the seed that repeats it.</summary>
internal static class Always
{
    public static void SlotChanges<T>(Gen<T> cases, Action<T> property, int runs = 300) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(runs).WithQuietOnSuccess(true),
            Prop.ForAll(cases.ToArbitrary(), property));

    /// <summary>Whole numbers from <paramref name="low"/> to <paramref name="high"/>, its edges more often.</summary>
    public static Gen<long> Number(long low, long high) => Gen.OneOf(
        Gen.Elements(low, Math.Min(low + 1, high), high, Math.Max(high - 1, low)),
        from upper in Gen.Choose(0, int.MaxValue)
        from lower in Gen.Choose(0, int.MaxValue)
        select (long)(low + (Int128)(((ulong)upper << 31) | (uint)lower) % ((Int128)high - low + 1)));

    /// <summary>Dates around a day, month ends and leap days more often.</summary>
    public static Gen<DateOnly> Date(DateOnly first, DateOnly last) => Gen.OneOf(
        Gen.Choose(first.DayNumber, last.DayNumber).Select(DateOnly.FromDayNumber),
        Gen.Elements(first, last),
        Gen.Choose(first.DayNumber, last.DayNumber).Select(DateOnly.FromDayNumber)
            .Select(date => new DateOnly(date.Year, date.Month, DateTime.DaysInMonth(date.Year, date.Month)))
            .Where(date => date <= last));
}
