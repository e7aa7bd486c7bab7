namespace Loyalty.Grains.Tests.Silos;

/// <summary>Waits for what another thread is about to do.</summary>
internal static class Eventually
{
    /// <summary>Polls until something is so; fails if it isn't after so many seconds.</summary>
    public static async Task IsSoAsync(Func<bool> isSo, int seconds = 60)
    {
        for (var i = 0; i < seconds * 100 && !isSo(); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        Assert.True(isSo(), $"not so after {seconds} s");
    }
}
