using System.Buffers.Binary;
using Google.Protobuf;

namespace Loyalty.WireFuzz.Inputs;

/// <summary>Messages that are broken, or hold what they shouldn't, in calls that are well made.</summary>
public static class MessageInputs
{
    private const int CostlyPerThousand = 5;

    public static WireInput Create(long index, Dice dice, World world)
    {
        var method = PickMethod(dice);
        var message = PlausibleMessage.Create(method.Request, dice, world);
        var (kind, bytes, mustRefuse) = Break(message, dice, world);
        mustRefuse |= !Parses(method, bytes);
        return new WireInput(index, "message: " + kind, WireLevel.Call)
        {
            Method = method,
            Headers = CallHead.Of(method.Path),
            Bytes = Body(method, bytes, dice),
            MustRefuse = mustRefuse,
        };
    }

    /// <summary>Any method, the costly ones seldom.</summary>
    public static ServiceMethod PickMethod(Dice dice)
    {
        while (true)
        {
            var method = dice.PickFrom(ServiceMethod.All);
            if (!method.IsCostly || dice.Below(1_000) < CostlyPerThousand) return method;
        }
    }

    /// <summary>Puts the five bytes of a length-prefixed message before it.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> message, byte flag = 0, uint? length = null)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)message.Length);
        message.CopyTo(frame.AsSpan(5));
        return frame;
    }

    /// <summary>The messages of a body, as far as they are whole.</summary>
    public static IEnumerable<byte[]> Unframe(byte[] body)
    {
        for (var at = 0; at + 5 <= body.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1));
            if (length < 0 || length > body.Length - at - 5) yield break;
            yield return body[(at + 5)..(at + 5 + length)];
            at += 5 + length;
        }
    }

    private static (string Kind, byte[] Bytes, bool MustRefuse) Break(IMessage message, Dice dice, World world)
    {
        if (dice.Percent(5)) return ("empty", [], false);
        if (dice.Percent(5)) return ("whole", message.ToByteArray(), false);
        if (dice.Percent(45))
        {
            var mustRefuse = FieldEdges.Apply(message, dice, world);
            if (dice.Percent(20)) FieldEdges.Apply(message, dice, world);
            else return ("a field at its edge", message.ToByteArray(), mustRefuse);
            return ("two fields at their edges", message.ToByteArray(), false); // the second may have mended the first
        }

        var (kind, apply) = dice.Pick(BrokenBytes.Ways);
        return (kind, apply(message.ToByteArray(), dice), false);
    }

    private static byte[] Body(ServiceMethod method, byte[] bytes, Dice dice)
    {
        var frame = Frame(bytes);
        if (!method.StreamsRequests || dice.Percent(70)) return frame;
        return dice.Percent(50) ? [.. frame, .. frame] : [.. Frame([]), .. frame];
    }

    private static bool Parses(ServiceMethod method, byte[] bytes)
    {
        try
        {
            method.Request.Parser.ParseFrom(bytes);
            return true;
        }
#pragma warning disable CA1031 // the parser throws more than it says, such as IndexOutOfRangeException
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
