using System.Text;
using Loyalty.Cli.Commands;
using Loyalty.Cli.Output;
using Loyalty.V1;

namespace Loyalty.Cli.Import;

/// <summary>
/// Exports everything: all of it in one stream, then sorted, so that the same members, cards and points make the same
/// file whatever their ids are here. Cards and members are in memory until then.
/// </summary>
internal sealed class ExportRun(Session session, string? path)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var rows = new ExportRows();
        ExportSummary? summary = null;
        await foreach (var part in session.Client.ExportCardsAsync(cancellation))
        {
            rows.Add(part);
            summary = part.Summary ?? summary;
        }

        if (path is null) await WriteAsync(session.CliEnvironment.Out, rows);
        else await WriteFileAsync(path, rows);
        if (path is not null)
        {
            session.Reporter.Answer(
                summary!,
                [
                    ("cards", $"{summary!.Cards:N0}"), ("members", $"{summary.Members:N0}"),
                    ("points", $"{summary.Points:N0}"), ("file", path),
                ]);
        }

        return ExitCodes.Done;
    }

    /// <summary>Under another name until it is whole.</summary>
    private static async Task WriteFileAsync(string path, ExportRows rows)
    {
        var part = path + ".part";
        File.Delete(part);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new StreamWriter(part, new UTF8Encoding(false), options)) await WriteAsync(file, rows);
        File.Move(part, path, overwrite: true);
    }

    private static async Task WriteAsync(TextWriter to, ExportRows rows)
    {
        foreach (var line in rows.Lines())
        {
            await to.WriteAsync(line);
            await to.WriteAsync('\n');
        }
    }
}
