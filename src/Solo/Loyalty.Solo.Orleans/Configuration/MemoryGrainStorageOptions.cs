namespace Orleans.Configuration;

/// <summary>Names the options of memory storage; this edition has none.</summary>
public class MemoryGrainStorageOptions;
