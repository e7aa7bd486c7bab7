namespace Loyalty.Members.Encryption;

/// <summary>The master keys that this node knows.</summary>
/// <param name="keys">At least one; the first wraps, all open.</param>
public sealed class MemberKeys(IReadOnlyList<MasterKey> keys)
{
    /// <summary>The key that wraps what is written from now on.</summary>
    public MasterKey Current => keys[0];

    public IReadOnlyList<MasterKey> All => keys;

    public MasterKey? Find(string id) => keys.FirstOrDefault(key => key.Id == id);

    /// <summary>
    /// Reads the key file and compares it with the database. Where no member was ever kept and the file may be made,
    /// it is made.
    /// </summary>
    /// <param name="store">The database; its schema is up to date.</param>
    /// <param name="path">The key file.</param>
    /// <param name="mayMake">Whether a file that isn't there is made, if nothing was ever encrypted.</param>
    /// <param name="environment">The clock, and where new keys come from.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="MasterKeyException">A key is lost, or the file can't be used.</exception>
    public static async Task<MemberKeys> OpenAsync(
        IMemberStore store, string path, bool mayMake, (TimeProvider Time, RandomBytes Random) environment,
        CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            // A node beside this one may be making the file just now; it registers the key when the file is there.
            var registered = await store.ReadKeyIdsAsync(cancellationToken);
            if (registered.Count > 0 && !File.Exists(path)) throw Lost(path, registered);
            if (!mayMake) throw MasterKeyFile.Missing(path);
            MasterKeyFile.Make(path, environment.Random);
        }

        var keys = new MemberKeys(MasterKeyFile.Read(path));
        await store.RetireKeysAsync([.. keys.All.Select(key => key.Id)], cancellationToken);
        var needed = await store.ReadKeyIdsAsync(cancellationToken);
        if (needed.Where(id => keys.Find(id) is null).ToList() is { Count: > 0 } lost) throw Lost(path, lost);
        await store.RegisterKeyAsync(keys.Current.Id, environment.Time.GetUtcNow(), cancellationToken);
        return keys;
    }

    private static MasterKeyException Lost(string path, IReadOnlyList<string> ids) => new(
        $"The members' master key {string.Join(" and ", ids)} is not in '{Path.GetFullPath(path)}', and without it "
        + "their personal data can't be read: put the file back from its copy, or name the one that has the key "
        + "(Loyalty:Members:MasterKeyFile).");
}
