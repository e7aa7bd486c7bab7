using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Import;

/// <summary>Asks the server, before anything is sent, what other cards and members have already.</summary>
internal sealed class ImportLookup(LoyaltyClient client, int inFlight)
{
    private const int ChecksAtOnce = 200;

    private int _imported;

    /// <summary>Cards of the file that are there already.</summary>
    public int Imported => Volatile.Read(ref _imported);

    /// <summary>Looks at the good lines; what is taken is a fault of its line.</summary>
    public Task RunAsync(ImportFile file, ImportFaults faults, CancellationToken cancellation)
    {
        // The lines are read while findings come in: it is the faults before them that count.
        var known = new ImportFaults();
        foreach (var fault in faults.ByLine) known.Add(fault);
        return InFlight.ForEachAsync(
            file.ReadGood(known).Where(row => row.Card is not null || row.Person is { Phone.Length: > 0 })
                .Chunk(ChecksAtOnce),
            Math.Min(inFlight, 4),
            async (rows, stop) =>
            {
                var request = new CheckImportRequest { Checks = { rows.Select(CheckOf) } };
                var response = await client.Imports.CheckImportAsync(request, cancellationToken: stop);
                lock (faults)
                    foreach (var (row, finding) in rows.Zip(response.Findings)) Take(row, finding, faults);
            },
            cancellation);
    }

    private void Take(ImportRow row, ImportFinding finding, ImportFaults faults)
    {
        if (finding.Imported) Interlocked.Increment(ref _imported);
        if (finding.CardNumberTaken) faults.Add(row.Line, ImportColumn.Number, "is on another card here");
        if (finding.PhoneTaken) faults.Add(row.Line, ImportColumn.Phone, "is another member's here");
    }

    private static ImportCheck CheckOf(ImportRow row) => new()
    {
        Source = row.Card?.Source ?? "",
        Key = row.Card?.Key ?? "",
        CardNumber = row.Card?.CardNumber ?? "",
        Phone = row.Person?.Phone ?? "",
        MemberRequestId = row is { Person.Phone.Length: > 0, Member: { } member }
            ? MemberSender.RequestIdOf(member)
            : "",
    };
}
