// Sends cases.json to a server with grpc-js, as a client of yours does, and compares refusals and answers.
// Usage: node run.mjs NODE_FOLDER HOST:PORT YEAR-MONTH-DAY
// The folder has node_modules with grpc-js, proto-loader and protobufjs; the date is the mall's business date. It issues
// a card and posts a receipt: use a test system. Prints a line per case.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder, target, today] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(`${folder}/`);
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const protobuf = require('protobufjs');

const includeDirs = [join(here, '..')];
const files = ['cards', 'points'].map((name) => `loyalty/v1/${name}_service.proto`);
const options = { includeDirs, longs: String, enums: String, defaults: true, oneofs: true };
const { v1 } = grpc.loadPackageDefinition(loader.loadSync(files, options)).loyalty;
const details = new protobuf.Root();
details.resolvePath = (_, path) => (protobuf.common.get(path) ? path : join(here, '..', path));
details.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto']);

const caller = new grpc.Metadata();
caller.set('loyalty-caller-kind', 'desk');
caller.set('loyalty-caller-name', 'conformance');

/** "REASON field" of a refusal, from its trailers. */
const reasonOf = (error) => {
  const [bytes] = error.metadata?.get('grpc-status-details-bin') ?? [];
  if (!bytes) return `${error.code} ${error.details}`;
  const any = details.lookupType('google.rpc.Status').decode(bytes).details
    .find((one) => one.type_url.endsWith('/google.rpc.ErrorInfo'));
  const info = details.lookupType('google.rpc.ErrorInfo').decode(any.value);
  return `${info.reason} ${info.metadata.field ?? ''}`.trim();
};

const [year, month, day] = today.split('-').map(Number);
const known = { NUMBER: randomUUID(), TODAY: { year, month, day } };
const fill = (value) => {
  if (value === '$UUID') return randomUUID();
  if (typeof value === 'string' && value.startsWith('$')) return known[value.slice(1)];
  return value && typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fill(part)]))
    : value;
};
const at = (answer, path) => path.split('.').reduce((part, name) => part?.[name], answer);

const cases = JSON.parse(readFileSync(join(here, 'cases.json')));
let failed = 0;
for (const { name, call, request, refused, answer = {}, keep = {} } of cases) {
  const [service, method] = call.split('/');
  const client = new v1[service](target, grpc.credentials.createInsecure());
  const seen = await new Promise((resolve) => {
    const deadline = Date.now() + 10_000;
    client[method](fill(request), caller, { deadline }, (error, response) => resolve({ error, response }));
  });
  client.close();
  const wrong = Object.entries(answer).filter(([path, value]) => at(seen.response, path) !== value);
  const isAsExpected = refused
    ? seen.error && reasonOf(seen.error) === refused
    : !seen.error && wrong.length === 0;
  for (const [as, path] of Object.entries(keep)) known[as] = at(seen.response, path);
  if (!isAsExpected) failed++;
  const what = seen.error ? reasonOf(seen.error) : `answered, other than expected: ${JSON.stringify(wrong)}`;
  console.log(isAsExpected ? `ok: ${name}` : `failed: ${name}: ${what}`);
}

process.exit(failed ? 1 : 0);
