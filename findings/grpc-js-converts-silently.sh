#!/usr/bin/env bash
# @grpc/grpc-js 1.14.7 with @grpc/proto-loader 0.8.1 (protobufjs 7.6.6, long 5.3.2): sends other than it was given.
#
# expect  A value that its field can't hold is refused by the client before it is sent, as protobuf's JSON mapping
#         and the generated clients of other languages do.
# seen    proto-loader calls protobufjs' fromObject, which converts and never verifies, whatever the loader's options:
#             {"b":"false"} -> b true
#             {"c":"COLOR_GREEN"} -> c COLOR_UNSPECIFIED
#             {"n":"4,000"} -> n 4
#             {"n":"4000.60"} -> n 4000
#             {"n":"1e3"} -> n 1
#             {"n":"9223372036854775808"} -> n -9223372036854775808
#             {"n":""} -> refused: empty string
#             {"i":2147483648} -> i -2147483648
#             {"some_text":"a"} -> someText ""
#         (No such colour; snake_case without keepCase is an unknown field.) Of these only one is refused.
# means   Nothing arrives wrong on the wire, so a server can't refuse it. A contract is safe only where a bool decides
#         no amount, no request enum has a meaning at 0, and the answer repeats the amount as it was understood.
# here    protos/loyalty/v1/points_service.proto: AccruePoints answers with the entry that it made, to be compared.
set -euo pipefail

command -v node npm > /dev/null || { echo "skipped: no node and npm here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error @grpc/grpc-js@1.14.7 \
    @grpc/proto-loader@0.8.1 protobufjs@7.6.6 long@5.3.2 > npm.log 2>&1 \
    || { tail -3 npm.log; echo "skipped: the packages can't be had here"; exit 77; }

cat > s.proto <<'PROTO'
syntax = "proto3";
package t;
enum Color { COLOR_UNSPECIFIED = 0; COLOR_RED = 1; }
message M { bool b = 1; int64 n = 2; Color c = 3; int32 i = 4; string some_text = 5; }
service S { rpc Echo(M) returns (M); }
PROTO

cat > echo.cjs <<'JS'
const grpc = require('@grpc/grpc-js');
const options = { longs: String, enums: String, defaults: true, oneofs: true };
const { S } = grpc.loadPackageDefinition(require('@grpc/proto-loader').loadSync('s.proto', options)).t;
const fields = { b: 'b', c: 'c', n: 'n', i: 'i', some_text: 'someText' };
const given = ['{"b":"false"}', '{"c":"COLOR_GREEN"}', '{"n":"4,000"}', '{"n":"4000.60"}', '{"n":"1e3"}',
  '{"n":"9223372036854775808"}', '{"n":""}', '{"i":2147483648}', '{"some_text":"a"}'];
const server = new grpc.Server();
server.addService(S.service, { Echo: (call, answer) => answer(null, call.request) });
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), async (_, port) => {
  const client = new S(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  for (const text of given) {
    const field = fields[Object.keys(JSON.parse(text))[0]];
    await new Promise((done) => client.Echo(JSON.parse(text), (error, answer) => {
      const value = answer?.[field] === '' ? '""' : answer?.[field];
      console.log(`${text} -> ${error ? `refused: ${error.details.split(': ').at(-1)}` : `${field} ${value}`}`);
      done();
    }));
  }
  client.close();
  server.forceShutdown();
});
JS

expected='{"b":"false"} -> b true
{"c":"COLOR_GREEN"} -> c COLOR_UNSPECIFIED
{"n":"4,000"} -> n 4
{"n":"4000.60"} -> n 4000
{"n":"1e3"} -> n 1
{"n":"9223372036854775808"} -> n -9223372036854775808
{"n":""} -> refused: empty string
{"i":2147483648} -> i -2147483648
{"some_text":"a"} -> someText ""'
seen=$(timeout 60 node echo.cjs)
diff <(echo "$expected") <(echo "$seen") || { echo "changed: see the lines above"; exit 1; }
echo "seen as described: grpc-js 1.14.7 sends what a field can hold instead of what it was given"
