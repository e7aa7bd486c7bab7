#!/usr/bin/env bash
# Microsoft.Orleans.Sdk 10.4.2: serializers for another C# project's types need that project's ref/ assembly off.
#
# expect  A rules project marks its types [GenerateSerializer], by the abstractions package alone; its host names it
#         in [assembly: GenerateCodeForDeclaringAssembly] and gets the serializers: so the rules stay free of the
#         generator. Where the build fails with "marked with [GenerateSerializer] in a reference assembly" one reads
#         "in a referenced assembly", and gives up.
# seen    What it means is obj/ref/rules.dll, the bodiless copy that every SDK project since .NET 6 is compiled
#         against by default. One property of the rules project, and the same sources build and work; but only as
#         long as every member is a parameter of the record: the backing field of an init property, which the
#         generator writes to within its own assembly, can't be seen from another, with the property or without.
#             by default: ORLEANS0110
#             ProduceReferenceAssembly=false: Accrual { Receipt = a, Points = 3 }
#             with [Id(2)] public string Till { get; init; }: ORLEANS0101
# means   Pure rules and generated serializers exclude each other as soon as a rule's record has an init property.
# here    src/Loyalty.Domain/Loyalty.Domain.csproj: the serializer, with its generator, is the rules' only package.
set -euo pipefail

command -v dotnet > /dev/null || { echo "skipped: no .NET SDK here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/rules" "$work/host"
cd "$work"

cat > rules/rules.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Orleans.Serialization.Abstractions" Version="10.4.2" />
  </ItemGroup>
</Project>
XML

cat > rules/Accrual.cs <<'CS'
namespace Rules;

[Orleans.GenerateSerializer]
public sealed record Accrual(string Receipt, long Points);
CS

cat > host/host.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Orleans.Sdk" Version="10.4.2" />
    <ProjectReference Include="../rules/rules.csproj" />
  </ItemGroup>
</Project>
XML

cat > host/Program.cs <<'CS'
using Orleans.Serialization;

[assembly: Orleans.GenerateCodeForDeclaringAssembly(typeof(Rules.Accrual))]

var services = new ServiceCollection().AddSerializer();
var serializer = services.BuildServiceProvider().GetRequiredService<Serializer>();
Console.WriteLine(serializer.Deserialize<Rules.Accrual>(serializer.SerializeToArray(new Rules.Accrual("a", 3))));
CS

dotnet restore host -v q > restore.log 2>&1 \
    || { tail -3 restore.log; echo "skipped: the packages can't be had here"; exit 77; }

# Builds with the options given and runs the host; prints what it prints, or the errors of the build.
try_build() {
    rm -rf rules/obj/Release host/obj/Release
    if dotnet build host --no-restore -c Release -v q -nodeReuse:false -p:UseSharedCompilation=false "$@" \
        > build.log 2>&1
    then timeout 60 dotnet host/bin/Release/net10.0/host.dll
    else grep -o 'error ORLEANS[0-9]*' build.log | cut -c7- | sort -u
    fi
}

expected="by default: ORLEANS0110
ProduceReferenceAssembly=false: Accrual { Receipt = a, Points = 3 }
with [Id(2)] public string Till { get; init; }: ORLEANS0101"
seen="by default: $(try_build)
ProduceReferenceAssembly=false: $(try_build -p:ProduceReferenceAssembly=false)"
cat > rules/Accrual.cs <<'CS'
namespace Rules;

[Orleans.GenerateSerializer]
public sealed record Accrual(string Receipt, long Points)
{
    [Orleans.Id(2)]
    public string Till { get; init; } = "";
}
CS
seen="$seen
with [Id(2)] public string Till { get; init; }: $(try_build -p:ProduceReferenceAssembly=false)"
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
echo "seen as described: Orleans 10.4.2 refuses marked types of a reference assembly, and init properties of any other"
