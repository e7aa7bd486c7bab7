namespace Orleans.Runtime;

/// <summary>Makes references.</summary>
internal sealed class GrainFactory(GrainTypes types, Silo silo) : IGrainFactory
{
    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey =>
        Refer<TGrainInterface>(primaryKey, null, grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        return Refer<TGrainInterface>(Guid.Empty, primaryKey, grainClassNamePrefix);
    }

    private TGrainInterface Refer<TGrainInterface>(Guid guid, string? text, string? classNamePrefix)
    {
        if (classNamePrefix is not null)
            throw new NotSupportedException("In this edition an interface has one class; pass no class name prefix.");
        return (TGrainInterface)(object)types.Interface(typeof(TGrainInterface)).Refer(silo, guid, text);
    }
}
