using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Ledger.Rows;

/// <summary>
/// The JSON texts of the ledger's rows: snake_case, no nulls, ASCII only. Databases query them as JSON. A text that
/// lacks what was always written is refused; what a later release adds must have a default here.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StateJson))]
[JsonSerializable(typeof(DetailJson))]
[JsonSerializable(typeof(CallerJson))]
[JsonSerializable(typeof(RulesJson))]
internal sealed partial class RowsJson : JsonSerializerContext;
