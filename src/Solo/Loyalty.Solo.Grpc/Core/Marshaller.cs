namespace Grpc.Core;

/// <summary>Turns a message into bytes and back, without a copy where the contexts allow it.</summary>
public class Marshaller<T>(
    Action<T, SerializationContext> serializer,
    Func<DeserializationContext, T> deserializer)
{
    public Action<T, SerializationContext> ContextualSerializer { get; } = serializer;

    public Func<DeserializationContext, T> ContextualDeserializer { get; } = deserializer;
}

public static class Marshallers
{
    public static Marshaller<T> Create<T>(
        Action<T, SerializationContext> serializer,
        Func<DeserializationContext, T> deserializer) => new(serializer, deserializer);
}
