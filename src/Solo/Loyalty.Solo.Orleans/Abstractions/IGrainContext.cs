namespace Orleans.Runtime;

/// <summary>Is one activation of a grain, as its own code sees it.</summary>
public interface IGrainContext
{
    /// <summary>Gets the grain object; <see langword="null"/> until it is constructed.</summary>
    object? GrainInstance { get; }

    /// <summary>Gets the services of this activation's scope.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Gets the task that ends when the activation is gone.</summary>
    Task Deactivated { get; }

    /// <summary>Starts the end of this activation: running turns finish, waiting calls go to the next activation,
    /// unless the reason carries an exception, which is then their answer.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
