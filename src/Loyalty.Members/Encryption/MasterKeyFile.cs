using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Members.Encryption;

/// <summary>A master key is lost, or its file can't be used. The message says what to do.</summary>
public sealed class MasterKeyException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The file of the master keys: a key a line, of 64 hexadecimal digits; the first one wraps. Empty lines and lines
/// that begin with # don't count.
/// </summary>
public static class MasterKeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others =
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const string Head = """
        # The master keys of the members' personal data, which nobody can read without them.
        # Keep a copy where the database's copies are not. The first key is in use; older ones may stand below it.
        """;

    /// <summary>Reads all keys.</summary>
    /// <exception cref="MasterKeyException">Everybody may read it, or it isn't such a file.</exception>
    public static IReadOnlyList<MasterKey> Read(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
                throw new MasterKeyException($"Everybody may read the master keys in '{path}': chmod 600 it.");
            var keys = File.ReadAllLines(path).Index()
                .Where(line => line.Item.Trim() is { Length: > 0 } text && text[0] != '#')
                .Select(line => Parse(path, line.Index + 1, line.Item.Trim()))
                .ToList();
            if (keys.Count == 0) throw new MasterKeyException($"There is no key in '{path}'. {HowToMake}");
            return keys.DistinctBy(key => key.Id).Count() == keys.Count
                ? keys
                : throw new MasterKeyException($"A key stands twice in '{path}': take one of them out.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"The master keys in '{path}' can't be read: {e.Message}", e);
        }
    }

    /// <summary>
    /// Makes the file with one new key, readable by its owner alone, unless it is there. Of two that make it at once,
    /// one does.
    /// </summary>
    public static void Make(string path, RandomBytes random)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var mark = new byte[8];
        random(mark);
        var draft = Path.Combine(folder, $".{Path.GetFileName(path)}.{Convert.ToHexStringLower(mark)}");
        try
        {
            Directory.CreateDirectory(folder);
            if (File.Exists(path)) return;
            Write(draft, random);
            try
            {
                File.Move(draft, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(draft); // somebody else was faster
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException(
                $"A master key for members can't be kept in '{path}': {e.Message} "
                + "Name a file that has one (Loyalty:Members:MasterKeyFile).", e);
        }
    }

    internal static MasterKeyException Missing(string path) =>
        new($"There is no file '{path}' (Loyalty:Members:MasterKeyFile). {HowToMake}");

    private const string HowToMake = "Make a key, once: (umask 077; openssl rand -hex 32 > FILE).";

    private static void Write(string draft, RandomBytes random)
    {
        var key = new byte[MasterKey.Length];
        random(key);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(draft, options);
        file.Write(Encoding.UTF8.GetBytes($"{Head}\n{Convert.ToHexStringLower(key)}\n"));
        file.Flush(flushToDisk: true);
        CryptographicOperations.ZeroMemory(key);
    }

    private static MasterKey Parse(string path, int line, string text) =>
        text.Length == 2 * MasterKey.Length && text.All(char.IsAsciiHexDigit)
            ? new MasterKey(Convert.FromHexString(text))
            : throw new MasterKeyException(
                $"Line {line} of '{path}' is no master key: write {2 * MasterKey.Length} hexadecimal digits.");
}
