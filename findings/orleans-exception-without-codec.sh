#!/usr/bin/env bash
# Microsoft.Orleans.Serialization 10.4.2: an exception of one's own doesn't cross silos, and hides others.
#
# expect  A grain on another silo throws MyException; the caller gets MyException, or its message at least.
# seen    The serializer takes exceptions of namespaces that begin with System, Microsoft or Azure. Another's arrives
#         as the serializer's complaint, also where it is only the inner one of .NET's. Once its namespace is allowed
#         it crosses, without [GenerateSerializer], but its own properties are lost without a word (Code was 7):
#             InvalidOperationException: crosses
#             Mine.LedgerDown: Could not find a codec for type Mine.LedgerDown.
#             TimeoutException around it: Could not find a codec for type Mine.LedgerDown.
#             NpgsqlException: Could not find a codec for type Npgsql.NpgsqlException.
#             with the prefix Mine: LedgerDown down, Code 0
#         On one silo exceptions aren't serialized and nothing of it is seen.
# means   What a caller catches by type depends on where the grain was, unless the prefixes are set.
# here    src/Loyalty.Server/Hosting/Silo.cs allows the namespaces of the ledger's and the database's exceptions.
set -euo pipefail

command -v dotnet > /dev/null || { echo "skipped: no .NET SDK here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > app.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <AssemblyName>app</AssemblyName>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Orleans.Serialization" Version="10.4.2" />
    <PackageReference Include="Npgsql" Version="10.0.0" />
  </ItemGroup>
</Project>
XML

cat > Program.cs <<'CS'
using Orleans.Serialization;
using Orleans.Serialization.Configuration;

var down = new Mine.LedgerDown("down") { Code = 7 };
var plain = New(_ => { });
foreach (var (name, exception) in new (string, Exception)[]
{
    ("InvalidOperationException", new InvalidOperationException("no")),
    ("Mine.LedgerDown", down),
    ("TimeoutException around it", new TimeoutException("late", down)),
    ("NpgsqlException", new Npgsql.NpgsqlException("down")),
})
{
    try
    {
        plain.Deserialize<object>(plain.SerializeToArray<object>(exception));
        Console.WriteLine($"{name}: crosses");
    }
    catch (CodecNotFoundException complaint)
    {
        Console.WriteLine($"{name}: {complaint.Message}");
    }
}

var open = New(options => options.SupportedNamespacePrefixes.Add("Mine"));
var back = (Mine.LedgerDown)open.Deserialize<object>(open.SerializeToArray<object>(down))!;
Console.WriteLine($"with the prefix Mine: {back.GetType().Name} {back.Message}, Code {back.Code}");

static Serializer New(Action<ExceptionSerializationOptions> configure) => new ServiceCollection()
    .AddSerializer()
    .Configure(configure)
    .Configure<TypeManifestOptions>(types => types.AllowAllTypes = true)
    .BuildServiceProvider()
    .GetRequiredService<Serializer>();

namespace Mine
{
    public sealed class LedgerDown(string message) : Exception(message)
    {
        public int Code { get; init; }
    }
}
CS

dotnet restore -v q > restore.log 2>&1 \
    || { tail -3 restore.log; echo "skipped: the packages can't be had here"; exit 77; }
dotnet build --no-restore -c Release -v q -o out -nodeReuse:false -p:UseSharedCompilation=false > build.log 2>&1 \
    || { tail -5 build.log; exit 1; }

expected='InvalidOperationException: crosses
Mine.LedgerDown: Could not find a codec for type Mine.LedgerDown.
TimeoutException around it: Could not find a codec for type Mine.LedgerDown.
NpgsqlException: Could not find a codec for type Npgsql.NpgsqlException.
with the prefix Mine: LedgerDown down, Code 0'
seen=$(timeout 120 dotnet out/app.dll)
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
echo "seen as described: Orleans 10.4.2 has no codec for exceptions outside System, Microsoft and Azure"
