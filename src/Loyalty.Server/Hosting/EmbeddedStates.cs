using System.Globalization;
using System.Text.Json;
using Loyalty.Ledger;
using Orleans.Runtime;
using Orleans.Storage;

namespace Loyalty.Server.Hosting;

/// <summary>
/// Orleans' grain storage on the embedded database: JSON of our own property names, keyed by the state's name and the
/// grain, with the version as its ETag. Orleans' AdoNet provider would open connections of its own beside the ledger's
/// one writer.
/// </summary>
internal sealed class EmbeddedStates(IStateStore store) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var kept = await store.ReadStateAsync(Key(stateName, grainId));
        if (kept is { Text: { } text })
            (grainState.State, grainState.RecordExists) = (JsonSerializer.Deserialize<T>(text)!, true);
        else
            (grainState.State, grainState.RecordExists) = (Activator.CreateInstance<T>(), false);
        grainState.ETag = kept is { } found ? ETag(found.Version) : null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var text = JsonSerializer.Serialize(grainState.State);
        grainState.ETag = await WriteAsync(Key(stateName, grainId), text, grainState.ETag);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = await WriteAsync(Key(stateName, grainId), null, grainState.ETag);
        (grainState.State, grainState.RecordExists) = (Activator.CreateInstance<T>(), false);
    }

    private async Task<string> WriteAsync(StateKey key, string? text, string? etag)
    {
        var expected = etag is null ? 0 : long.Parse(etag, CultureInfo.InvariantCulture);
        return await store.WriteStateAsync(key, text, expected) is { } version
            ? ETag(version)
            : throw new InconsistentStateException(
                $"The state '{key.Name}' of {key.Owner} was written by another activation.", "another", etag);
    }

    private static StateKey Key(string stateName, GrainId grainId) => new(stateName, grainId.ToString());

    private static string ETag(long version) => version.ToString(CultureInfo.InvariantCulture);
}
