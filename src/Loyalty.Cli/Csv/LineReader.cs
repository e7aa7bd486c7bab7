using System.IO.Compression;
using System.Text;

namespace Loyalty.Cli.Csv;

/// <summary>
/// Reads a replay file's lines, plain or gzipped, one at a time. A line that isn't right is an error that names it;
/// nothing is guessed.
/// </summary>
internal sealed class LineReader : IDisposable
{
    private const int QuantityDecimals = 3;

    private readonly Stream _stream;
    private readonly FileStream _file;
    private readonly CsvReader _csv;
    private readonly Columns _columns;
    private readonly int _decimals;
    private readonly Texts _texts = new();

    public LineReader(string path, int decimals)
    {
        _decimals = decimals;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        _stream = IsGzip(_file) ? new GZipStream(_file, CompressionMode.Decompress) : _file;
        _csv = new CsvReader(_stream);
        if (!_csv.Read()) throw new CsvException(1, "the file is empty; it needs a header.");
        _columns = Columns.Of(_csv);
    }

    /// <summary>The file's size in bytes, as it lies on the disk, and how far it has been read.</summary>
    public long Length => _file.Length;

    public long Position => _file.Position;

    public long Line => _csv.Line;

    public string Card => Text(_columns.Card, "card");

    public string Store => Text(_columns.Store, "store");

    public string Number => Text(_columns.Receipt, "receipt");

    public string Product => Text(_columns.Product, "product");

    public string Category => Text(_columns.Category, "category");

    /// <summary>The mall's local time.</summary>
    public DateTime Time { get; private set; }

    public long QuantityMilli { get; private set; }

    public long AmountMinor { get; private set; }

    /// <summary>Stands for the receipt that the line belongs to. Its business date is its local date.</summary>
    public UInt128 Key => ReceiptKey.Of(_csv[_columns.Store], DateOnly.FromDateTime(Time), _csv[_columns.Receipt]);

    /// <summary>Goes to the next line and checks it; false at the end.</summary>
    public bool Read()
    {
        if (!_csv.Read()) return false;
        if (_csv.FieldCount <= _columns.Last)
            throw Wrong($"it has {_csv.FieldCount} fields, fewer than the header.");
        if (_csv[_columns.Card].IsEmpty) throw Wrong("it names no card.");
        if (_csv[_columns.Store].IsEmpty) throw Wrong("it names no store.");
        if (_csv[_columns.Receipt].IsEmpty) throw Wrong("it names no receipt.");
        if (!LocalTimeText.TryParse(_csv[_columns.Time], out var time))
            throw Wrong($"time “{Shown(_columns.Time)}” is not like 2017-01-01T07:30:27.");
        Time = time;
        QuantityMilli = _csv[_columns.Quantity].IsEmpty ? 0 : Decimal(_columns.Quantity, "quantity", QuantityDecimals);
        AmountMinor = Decimal(_columns.Amount, "amount", _decimals);
        return true;
    }

    public CsvException Wrong(string problem) => new(Line, problem);

    public void Dispose() => _stream.Dispose();

    private static bool IsGzip(FileStream file)
    {
        var isGzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return isGzip;
    }

    private long Decimal(int column, string name, int decimals) =>
        DecimalText.Parse(_csv[column], decimals, out var value) switch
        {
            DecimalFault.None => value,
            DecimalFault.TooPrecise => throw Wrong($"{name} “{Shown(column)}” has more than {decimals} decimals."),
            _ => throw Wrong($"{name} “{Shown(column)}” is no plain decimal number."),
        };

    private string Text(int column, string name)
    {
        try
        {
            return _texts.Get(_csv[column]);
        }
        catch (DecoderFallbackException)
        {
            throw Wrong($"{name} is not UTF-8.");
        }
    }

    /// <summary>A field in an error: short, and without line breaks.</summary>
    private string Shown(int column)
    {
        var text = Encoding.UTF8.GetString(_csv[column]).ReplaceLineEndings(" ");
        return text.Length <= 40 ? text : text[..40] + "…";
    }
}
