using System.IO.Compression;

namespace Loyalty.Cli.Tests.Fakes;

/// <summary>A small file of a test's own, deleted after it.</summary>
internal sealed class TextFile : IDisposable
{
    public const string Header = "card,store,receipt,time,product,department,category,quantity,amount\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-cli-");

    public TextFile(string text, bool gzip = false)
    {
        Path = System.IO.Path.Combine(_folder.FullName, "receipts.csv");
        using var file = File.Create(Path);
        using Stream stream = gzip ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }

    public string Path { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
