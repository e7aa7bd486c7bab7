#!/usr/bin/env bash
# .NET 10 HttpClient, so Grpc.Net.Client 2.85.0: a metadata name that is added twice is sent as one header.
#
# expect  Metadata with one name twice goes out as two header fields, as HTTP/2 and gRPC allow and other clients do;
#         a server that refuses a caller's name given twice counts the values in HttpRequest.Headers.
# seen    The client joins them with ", " before it encodes, so the count is 1, as it is for an honest name with a
#         comma:
#             added twice: 1 value: [T1, T2]
# means   Whoever must know that a name came once has to count the values and refuse the comma.
# here    src/Loyalty.Server/Identity/CallerHeaders.cs counts the values and refuses a comma.
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
    <PackageReference Include="Grpc.Net.Client" Version="2.85.0" />
  </ItemGroup>
</Project>
XML

cat > Program.cs <<'CS'
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
    kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
await using var app = builder.Build();
app.MapPost("/s/call", (HttpRequest request, HttpResponse response) =>
{
    var values = request.Headers["till"];
    Console.WriteLine($"added twice: {values.Count} value: [{string.Join('|', values.ToArray())}]");
    response.ContentType = "application/grpc";
    response.Headers["grpc-status"] = "12";
});
await app.StartAsync();
using var channel = GrpcChannel.ForAddress(app.Urls.First());
var bytes = Marshallers.Create(value => value, value => value);
var method = new Method<byte[], byte[]>(MethodType.Unary, "s", "call", bytes, bytes);
var metadata = new Metadata { { "till", "T1" }, { "till", "T2" } };
try
{
    await channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(metadata), []);
}
catch (RpcException answered) when (answered.StatusCode == StatusCode.Unimplemented)
{
}
CS

dotnet restore -v q > restore.log 2>&1 \
    || { tail -3 restore.log; echo "skipped: the packages can't be had here"; exit 77; }
dotnet build --no-restore -c Release -v q -o out -nodeReuse:false -p:UseSharedCompilation=false > build.log 2>&1 \
    || { tail -5 build.log; exit 1; }

expected='added twice: 1 value: [T1, T2]'
seen=$(timeout 120 dotnet out/app.dll)
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
echo "seen as described: a metadata name added twice leaves .NET 10 as one header"
