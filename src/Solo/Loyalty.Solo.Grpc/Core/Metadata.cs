using System.Collections;

namespace Grpc.Core;

/// <summary>Headers or trailers of a call, in order. A key may occur more than once.</summary>
public sealed class Metadata : IEnumerable<Metadata.Entry>
{
    /// <summary>Ends the key of every binary entry; such a value travels as base64.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>Holds nothing and takes nothing.</summary>
    public static readonly Metadata Empty = new() { _readOnly = true };

    private readonly List<Entry> _entries = [];
    private bool _readOnly;

    public int Count => _entries.Count;

    /// <summary>Finds the last entry with this key; null when there is none.</summary>
    public Entry? Get(string key)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].HasKey(key))
                return _entries[i];
        }

        return null;
    }

    /// <summary>The text of the last entry with this key; null when there is none.</summary>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>A copy of the bytes of the last entry with this key; null when there is none.</summary>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    public IEnumerable<Entry> GetAll(string key) => _entries.Where(entry => entry.HasKey(key));

    public void Add(string key, string value) => Add(new Entry(key, value));

    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    public void Add(Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (_readOnly)
            throw new InvalidOperationException("This metadata is read only.");
        _entries.Add(item);
    }

    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    /// <summary>One key with its text or, where the key ends in <c>-bin</c>, its bytes.</summary>
    public class Entry
    {
        private readonly string? _value;
        private readonly byte[]? _valueBytes;

        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = Normalize(key);
            if (IsBinaryKey(Key))
                throw new ArgumentException("A key that ends in -bin takes bytes, not text.", nameof(key));
            _value = value;
        }

        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = Normalize(key);
            if (!IsBinaryKey(Key))
                throw new ArgumentException("The key of a binary value has to end in -bin.", nameof(key));
            _valueBytes = [.. valueBytes];
        }

        public string Key { get; }

        public bool IsBinary => _value is null;

        /// <summary>The text. A binary entry has none and throws <see cref="InvalidOperationException"/>.</summary>
        public string Value => _value ?? throw new InvalidOperationException("A binary entry has no text.");

        /// <summary>A copy of the bytes; of a text its ASCII.</summary>
        public byte[] ValueBytes =>
            _valueBytes is null ? System.Text.Encoding.ASCII.GetBytes(_value!) : [.. _valueBytes];

        /// <summary>The value as a header line carries it.</summary>
        internal string HeaderValue => _value ?? Convert.ToBase64String(_valueBytes!);

        internal bool HasKey(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);

        internal static bool IsBinaryKey(string key) => key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        private static string Normalize(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            foreach (var c in key)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
                    throw new ArgumentException(
                        "A metadata key holds only lower-case letters, digits, underscores, hyphens and dots.",
                        nameof(key));
            }

            return key.ToLowerInvariant();
        }
    }
}
