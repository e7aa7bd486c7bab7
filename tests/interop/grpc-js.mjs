// Calls the contract service with grpc-js. Usage: node grpc-js.mjs NODE_FOLDER PROTO_FILE HOST:PORT
// Prints one line per passed check; the first failure ends it with exit code 1.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const [folder, proto, target] = process.argv.slice(2);
const require = createRequire(`${folder}/`);
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const { ContractService } = grpc.loadPackageDefinition(loader.loadSync(proto)).loyalty.contract.v1;
const credentials = grpc.credentials.createInsecure();
const client = new ContractService(target, credentials);
const gzip = new ContractService(target, credentials, { 'grpc.default_compression_algorithm': 2 });

/** Runs a unary call; ends with { error, response, trailer }. */
const unary = (request, { from = client, metadata = new grpc.Metadata(), options = {} } = {}) =>
  new Promise((resolve) => {
    let trailer;
    let header;
    const call = from.unary(request, metadata, options, (error, response) =>
      setImmediate(() => resolve({ error, response, header, trailer })));
    call.on('metadata', (m) => { header = m; });
    call.on('status', (s) => { trailer = s.metadata; });
  });

const read = async (stream) => {
  const all = [];
  for await (const message of stream) all.push(message.text);
  return all;
};

const soon = (milliseconds) => ({ deadline: Date.now() + milliseconds });
const numbers = (count) => Array.from({ length: count }, (_, i) => `${i}`);

const checks = {
  async 'unary'() {
    const { response } = await unary({ text: 'hello' });
    assert.equal(response.text, 'hello');
  },
  async 'metadata both ways'() {
    const metadata = new grpc.Metadata();
    metadata.set('ask', 'who');
    metadata.set('ask-bin', Buffer.from([0, 1, 255]));
    const { header, trailer } = await unary({ act: 'metadata' }, { metadata });
    assert.deepEqual(header.get('echo'), ['who']);
    assert.deepEqual(header.get('echo-bin'), [Buffer.from([0, 1, 255])]);
    assert.deepEqual(trailer.get('echo-trailer-bin'), [Buffer.from([0, 1, 255])]);
  },
  async 'client stream'() {
    const response = await new Promise((resolve, reject) => {
      const call = client.collect((error, value) => (error ? reject(error) : resolve(value)));
      for (const text of numbers(100)) call.write({ text });
      call.end();
    });
    assert.equal(response.text, numbers(100).join(','));
  },
  async 'server stream'() {
    assert.deepEqual(await read(client.expand({ count: 1000 })), numbers(1000));
  },
  async 'empty server stream'() {
    assert.deepEqual(await read(client.expand({ count: 0 })), []);
  },
  async 'both ways'() {
    const call = client.chat();
    const texts = read(call);
    for (const text of numbers(500)) call.write({ text });
    call.end();
    assert.deepEqual(await texts, numbers(500));
  },
  async 'refusal with details'() {
    const { error } = await unary({ act: 'details' });
    assert.equal(error.code, grpc.status.FAILED_PRECONDITION);
    assert.equal(error.details, 'no: 100 % 否');
    const [details] = error.metadata.get('grpc-status-details-bin');
    assert.match(details.toString('latin1'), /google\.rpc\.ErrorInfo.*TOO_LATE/s);
  },
  async 'refusal inside a stream'() {
    await assert.rejects(read(client.expand({ count: 3, act: 'details' })), { code: grpc.status.FAILED_PRECONDITION });
  },
  async 'deadline, the handler listens'() {
    const { error } = await unary({ act: 'wait' }, { options: soon(200) });
    assert.equal(error.code, grpc.status.DEADLINE_EXCEEDED);
  },
  async 'deadline, the handler hangs'() {
    const { error } = await unary({ act: 'hang' }, { options: soon(200) });
    assert.equal(error.code, grpc.status.DEADLINE_EXCEEDED);
  },
  async 'cancel'() {
    const call = client.expand({ count: -1 });
    await assert.rejects(async () => {
      for await (const message of call) {
        assert.ok(message);
        call.cancel();
      }
    }, { code: grpc.status.CANCELLED });
  },
  async 'gzip both ways'() {
    const text = 'x'.repeat(100_000);
    const { response } = await unary({ text }, { from: gzip });
    assert.equal(response.text, text);
    assert.deepEqual(await read(gzip.expand({ text: 'n', count: 3 })), ['n0', 'n1', 'n2']);
  },
  async 'too long'() {
    const { error } = await unary({ payload: Buffer.alloc(5 * 1024 * 1024) });
    assert.equal(error.code, grpc.status.RESOURCE_EXHAUSTED);
  },
  async 'unknown method'() {
    const error = await new Promise((resolve) => client.makeUnaryRequest(
      '/loyalty.contract.v1.ContractService/Nothing', (x) => x, (x) => x, Buffer.alloc(0), resolve));
    assert.equal(error.code, grpc.status.UNIMPLEMENTED);
  },
  async 'many at once'() {
    const all = await Promise.all(numbers(1000).map((text) => unary({ text })));
    assert.deepEqual(all.map(({ response }) => response.text), numbers(1000));
  },
};

for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok: ${name}`);
  } catch (error) {
    console.error(`failed: ${name}\n${error.stack}`);
    process.exit(1);
  }
}

client.close();
gzip.close();
