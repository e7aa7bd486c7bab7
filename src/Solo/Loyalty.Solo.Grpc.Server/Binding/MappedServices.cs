namespace Grpc.AspNetCore.Server;

/// <summary>Remembers that calls to unknown services have been given an answer.</summary>
internal sealed class MappedServices
{
    private int _unknown;

    public bool TakeUnknownServices() => Interlocked.Exchange(ref _unknown, 1) == 0;
}
