namespace Loyalty.WireFuzz.Inputs;

/// <summary>
/// Which input stands where. Messages are most of it, since there is most to get wrong and they cost least; a
/// connection of one's own costs a hundred times as much.
/// </summary>
public static class InputMix
{
    public static WireInput Create(long seed, long index, World world)
    {
        var dice = new Dice(seed, index);
        return dice.Below(100) switch
        {
            < 72 => MessageInputs.Create(index, dice, world),
            < 94 => CallInputs.Create(index, dice, world),
            < 98 => ConnectionInputs.Create(index, dice),
            _ => HealthInputs.Create(index, dice),
        };
    }
}
