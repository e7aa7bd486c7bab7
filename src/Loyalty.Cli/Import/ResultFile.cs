using System.Text;
using Loyalty.Cli.Csv;
using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Import;

/// <summary>Writes what became of each card, in the order of the answers.</summary>
internal sealed class ResultFile : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StreamWriter _file;

    public ResultFile(string path)
    {
        _file = new StreamWriter(path, append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        _file.WriteLine("line,source,key,outcome,card_id,card_number,reason");
    }

    public void Write(ImportRow row, ImportCardResponse response) => Write(
        row, response.Replayed ? "replayed" : "imported", response.CardId, response.CardNumber, "");

    public void Write(ImportRow row, Refusal refusal) => Write(row, "refused", "", "", refusal.Reason);

    public void Dispose() => _file.Dispose();

    private void Write(ImportRow row, string outcome, string cardId, string number, string reason)
    {
        var (source, key) = (CsvText.Quoted(row.Card!.Source), CsvText.Quoted(row.Card.Key));
        lock (_gate) _file.WriteLine($"{row.Line},{source},{key},{outcome},{cardId},{number},{reason}");
    }
}
