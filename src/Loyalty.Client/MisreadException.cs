namespace Loyalty.Client;

/// <summary>
/// The engine understood a request otherwise than it was meant, and has done what it understood. Sending it again
/// changes nothing; a person has to look at it.
/// </summary>
/// <param name="path">The request's field.</param>
/// <param name="sent">The value that was sent.</param>
/// <param name="understood">The value in the answer; empty if it has none.</param>
public sealed class MisreadException(string path, string sent, string understood)
    : Exception($"The engine understood {path} as “{understood}”, where “{sent}” was sent.")
{
    public string Field => path;

    public string Sent => sent;

    public string Understood => understood;
}
