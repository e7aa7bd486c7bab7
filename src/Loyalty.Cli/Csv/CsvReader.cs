namespace Loyalty.Cli.Csv;

/// <summary>A file is not what it should be; the sentence names the line.</summary>
internal sealed class CsvException(long line, string problem) : Exception($"line {line}: {problem}")
{
    public long Line => line;

    public string Problem => problem;
}

/// <summary>
/// Reads records of comma-separated values (RFC 4180) in UTF-8, one at a time: quoted fields may hold commas, line
/// breaks and doubled quotes; lines end in LF or CRLF; a byte order mark and empty lines are passed over. What a
/// record's fields are is valid until the next.
/// </summary>
internal sealed class CsvReader(Stream stream)
{
    private const int MaxRecordBytes = 1024 * 1024;
    private const byte Quote = (byte)'"';

    private readonly List<(int Start, int Length)> _fields = [];
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private long _nextLine = 1;
    private bool _atStart = true;

    /// <summary>The line on which the record begins, counted from 1.</summary>
    public long Line { get; private set; }

    public int FieldCount => _fields.Count;

    public ReadOnlySpan<byte> this[int field] => _buffer.AsSpan(_fields[field].Start, _fields[field].Length);

    /// <summary>Goes to the next record; false at the end.</summary>
    public bool Read()
    {
        while (true)
        {
            var length = FindRecord(out var lineBreaks);
            if (length < 0) return false;
            Line = _nextLine;
            _nextLine += lineBreaks;
            var record = TrimEnd(_buffer.AsSpan(_start, length));
            var start = _start;
            _start += length;
            if (record == 0) continue;
            Split(start, record);
            return true;
        }
    }

    /// <summary>The length of the next record with its line break; -1 at the end.</summary>
    private int FindRecord(out int lineBreaks)
    {
        lineBreaks = 0;
        var inQuotes = false;
        for (var length = 0; ;)
        {
            var rest = _buffer.AsSpan(_start + length, _end - _start - length);
            var lineBreak = rest.IndexOf((byte)'\n');
            var part = lineBreak < 0 ? rest : rest[..(lineBreak + 1)];
            if (lineBreak >= 0)
            {
                inQuotes ^= int.IsOddInteger(part.Count(Quote));
                lineBreaks++;
                length += part.Length;
                if (!inQuotes) return length;
            }
            else if (!Fill())
            {
                if (inQuotes ^ int.IsOddInteger(part.Count(Quote)))
                    throw new CsvException(_nextLine, "a quoted field has no end.");
                return _end > _start ? _end - _start : -1;
            }
        }
    }

    /// <summary>Reads on behind what is there; false at the end.</summary>
    private bool Fill()
    {
        if (_start > 0) _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            if (_end >= MaxRecordBytes)
                throw new CsvException(_nextLine, $"a record of more than {MaxRecordBytes} bytes; is a quote missing?");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        if (_atStart && _end >= 3)
        {
            _atStart = false;
            if (_buffer.AsSpan(0, 3).SequenceEqual("\uFEFF"u8)) _start = 3;
        }

        return read > 0;
    }

    private static int TrimEnd(ReadOnlySpan<byte> record)
    {
        if (record.EndsWith("\n"u8)) record = record[..^1];
        return record.EndsWith("\r"u8) ? record.Length - 1 : record.Length;
    }

    private void Split(int start, int length)
    {
        _fields.Clear();
        var end = start + length;
        for (var at = start; ;)
        {
            at = at < end && _buffer[at] == Quote ? TakeQuoted(at + 1, end) : TakePlain(at, end);
            if (at == end) return;
            at++; // the comma
            if (at < end) continue;
            _fields.Add((at, 0));
            return;
        }
    }

    private int TakePlain(int at, int end)
    {
        var field = _buffer.AsSpan(at, end - at);
        var comma = field.IndexOf((byte)',');
        if (comma >= 0) field = field[..comma];
        if (field.Contains(Quote)) throw new CsvException(Line, "a quote inside a field that doesn't begin with one.");
        _fields.Add((at, field.Length));
        return at + field.Length;
    }

    /// <summary>Undoubles the quotes in place, which only makes a field shorter.</summary>
    private int TakeQuoted(int at, int end)
    {
        var (start, written) = (at, at);
        while (true)
        {
            var part = _buffer.AsSpan(at, end - at);
            var quote = part.IndexOf(Quote); // there is one: the record's quotes are even
            part[..quote].CopyTo(_buffer.AsSpan(written));
            written += quote;
            at += quote + 1;
            if (at == end || _buffer[at] == ',') break;
            if (_buffer[at] != Quote) throw new CsvException(Line, "text between a closing quote and the comma.");
            _buffer[written++] = Quote;
            at++;
        }

        _fields.Add((start, written - start));
        return at;
    }
}
