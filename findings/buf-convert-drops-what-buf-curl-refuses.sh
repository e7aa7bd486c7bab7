#!/usr/bin/env bash
# buf 1.75.0: `buf convert` makes nothing of the JSON that `buf curl` refuses.
#
# expect  Two commands of one program read one protobuf JSON alike, so that a request can be checked by `buf convert`
#         before it is sent by `buf curl`, or encoded by it for another client.
# seen    An enum name that doesn't exist and a field that doesn't exist are dropped by convert, without a word and
#         with exit code 0; an enum so becomes its 0. Both refuse values of another type; both take a number in
#         exponent form for an int64, as the JSON mapping says.
#             {"color":"COLOR_GREEN"}: convert {}, curl refused
#             {"colour":"COLOR_RED"}: convert {}, curl refused
#             {"sure":"false"}: convert refused, curl refused
#             {"points":"4,000"}: convert refused, curl refused
#             {"points":"1e3"}: convert {"points":"1000"}, curl {"points":"1000"}
# means   A message that `buf convert` has encoded proves nothing about the JSON it came from.
# here    README.md has its first call sent by `buf curl`.
set -euo pipefail

command -v node npm > /dev/null || { echo "skipped: no node and npm here"; exit 77; }
work=$(mktemp -d)
server=
finish() { if [[ -n $server ]]; then kill "$server" 2> /dev/null || true; fi; rm -rf "$work"; }
trap finish EXIT
cd "$work"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error @grpc/grpc-js@1.14.7 \
    @grpc/proto-loader@0.8.1 @bufbuild/buf@1.75.0 > npm.log 2>&1 \
    || { tail -3 npm.log; echo "skipped: the packages can't be had here"; exit 77; }

cat > s.proto <<'PROTO'
syntax = "proto3";
package t;
enum Color { COLOR_UNSPECIFIED = 0; COLOR_RED = 1; }
message M { bool sure = 1; int64 points = 2; Color color = 3; }
service S { rpc Echo(M) returns (M); }
PROTO

cat > server.cjs <<'JS'
const grpc = require('@grpc/grpc-js');
const S = require('@grpc/proto-loader').loadSync('s.proto', { longs: String })['t.S'];
const server = new grpc.Server();
server.addService(S, { Echo: (call, answer) => answer(null, call.request) });
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (_, port) => console.log(port));
JS
node server.cjs > port &
server=$!
for ((i = 0; i < 300; i++)); do [[ -s port ]] && break; sleep 0.1; done
address=127.0.0.1:$(< port)

buf() { timeout 60 node_modules/.bin/buf "$@" 2>> err.log | tr -d ' \n' || echo refused; }
expected='{"color":"COLOR_GREEN"}: convert {}, curl refused
{"colour":"COLOR_RED"}: convert {}, curl refused
{"sure":"false"}: convert refused, curl refused
{"points":"4,000"}: convert refused, curl refused
{"points":"1e3"}: convert {"points":"1000"}, curl {"points":"1000"}'
seen=$(sed 's/: convert.*//' <<< "$expected" | while read -r json; do
    converted=$(buf convert s.proto --type t.M --from -#format=json --to -#format=json <<< "$json")
    called=$(buf curl --schema s.proto --protocol grpc --http2-prior-knowledge -d "$json" \
        "http://$address/t.S/Echo" < /dev/null)
    echo "$json: convert $converted, curl $called"
done)
diff <(echo "$expected") <(echo "$seen") || { tail -5 err.log; echo "changed: see the lines above"; exit 1; }
echo "seen as described: buf $(buf --version 2>&1) converts an unknown enum name to 0, and curl refuses it"
