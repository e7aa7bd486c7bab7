// Calls a running engine as a till, a desk and the back office written in Node would, with grpc-js and nothing of ours
// but the protos. Usage: node engine.mjs NODE_FOLDER PROTOS_FOLDER HOST:PORT YEAR-MONTH-DAY
// Prints one line per passed check; the first failure ends it with exit code 1.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, protos, target, today] = process.argv.slice(2);
const require = createRequire(`${folder}/`);
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const protobuf = require('protobufjs');

const files = ['cards', 'points', 'members', 'import', 'tills', 'program']
  .map((name) => `loyalty/v1/${name}_service.proto`);
const { v1 } = grpc.loadPackageDefinition(loader.loadSync(files, {
  includeDirs: [protos], longs: String, enums: String, defaults: true, oneofs: true,
})).loyalty;
const details = new protobuf.Root();
details.resolvePath = (origin, path) => (protobuf.common.get(path) ? path : join(protos, path));
details.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto']);

const plain = grpc.credentials.createInsecure();
const open = (service, options = {}) => new v1[service](target, plain, options);
const cards = open('CardsService');
const points = open('PointsService');
const members = open('MembersService');
const imports = open('ImportService');
const tills = open('TillsService');
const program = open('ProgramService');
const gzip = open('PointsService', { 'grpc.default_compression_algorithm': 2 });

/** Makes metadata of an object. */
const metadataOf = (entries = {}) => {
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(entries)) metadata.set(name, value);
  return metadata;
};

/** Runs a unary call to its answer. */
const call = (client, method, request, caller = {}, options = {}) => new Promise((resolve, reject) => {
  client[method](
    request, metadataOf(caller), options, (error, response) => (error ? reject(error) : resolve(response)));
});

/** Runs a call that must be refused; answers its ErrorInfo, read from the trailers. */
const refusal = async (code, promise) => {
  const error = await promise.then(() => assert.fail('it was not refused'), (e) => e);
  assert.equal(error.code, code, `${error}`);
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  const status = details.lookupType('google.rpc.Status').decode(bytes);
  assert.equal(status.code, code);
  const any = status.details.find((one) => one.type_url.endsWith('/google.rpc.ErrorInfo'));
  return details.lookupType('google.rpc.ErrorInfo').decode(any.value);
};

const [year, month, day] = today.split('-').map(Number);
const receipt = (units, number = randomUUID()) => ({
  store: 'S1',
  till: 'T1',
  number,
  businessDate: { year, month, day },
  total: { currencyCode: 'CNY', units: `${units}` },
});
const type = 'CARD_TYPE_LONG_TERM';
const issue = async () => (await call(cards, 'issueCard', { requestId: randomUUID(), type })).card.cardNumber;
const balanceOf = async (cardNumber) => (await call(cards, 'getCard', { cardNumber })).card.balance;
const desk = { 'loyalty-caller-kind': 'desk', 'loyalty-caller-name': 'D1' };
const till = { 'loyalty-caller-kind': 'till', 'loyalty-caller-name': 'T1', 'loyalty-store': 'S1' };

/** Two cards of one member, with 10 points on the first. */
const twoCards = async () => {
  const { member } = await call(members, 'createMember', { requestId: randomUUID(), member: { name: '张三' } }, desk);
  const of = async (type) => (await call(
    cards, 'issueCard', { requestId: randomUUID(), type, memberId: member.memberId }, desk)).card.cardNumber;
  const [from, to] = [await of('CARD_TYPE_LONG_TERM'), await of('CARD_TYPE_DIGITAL')];
  await call(points, 'accruePoints', { cardNumber: from, receipt: receipt(200) });
  return { requestId: randomUUID(), fromCardNumber: from, toCardNumber: to };
};

/** Runs a call that the engine must refuse as malformed, naming the field. */
const malformed = async (field, promise) => {
  const info = await refusal(grpc.status.INVALID_ARGUMENT, promise);
  assert.deepEqual([info.reason, info.metadata.field], ['FIELD_MALFORMED', field]);
};

const checks = {
  async 'a card is issued, and its request replayed'() {
    const request = { requestId: randomUUID(), type };
    const first = await call(cards, 'issueCard', request);
    const again = await call(cards, 'issueCard', request);
    assert.match(first.card.cardNumber, /^\d{8,19}$/);
    assert.equal(again.card.cardNumber, first.card.cardNumber);
    assert.deepEqual([first.replayed, again.replayed], [false, true]);
  },
  async 'a receipt earns once, however often it is sent'() {
    const request = { cardNumber: await issue(), receipt: receipt(100) };
    const first = await call(points, 'accruePoints', request);
    const again = await call(points, 'accruePoints', request);
    assert.deepEqual([first.entry.points, first.entry.kind, first.balance], ['5', 'ENTRY_KIND_ACCRUAL', '5']);
    assert.deepEqual([again.replayed, again.seq], [true, first.seq]);
    assert.equal(await balanceOf(request.cardNumber), '5');
  },
  async 'the largest amount arrives to the last unit'() {
    const quote = await call(points, 'quoteAccrual', { cardNumber: await issue(), receipt: receipt(20) });
    assert.deepEqual([quote.points, quote.accrued], ['1', false]);
    const info = await refusal(grpc.status.INVALID_ARGUMENT, call(
      points, 'quoteAccrual', { cardNumber: await issue(), receipt: receipt('9223372036854775807') }));
    assert.equal(info.reason, 'AMOUNT_TOO_LARGE');
  },
  async 'the same receipt with another total is a conflict that names the field'() {
    const request = { cardNumber: await issue(), receipt: receipt(100) };
    await call(points, 'accruePoints', request);
    request.receipt = receipt(120, request.receipt.number);
    const info = await refusal(grpc.status.ALREADY_EXISTS, call(points, 'accruePoints', request));
    assert.deepEqual([info.domain, info.reason, info.metadata.field], ['loyalty', 'RECEIPT_CONFLICT', 'receipt.total']);
  },
  async 'a wrong check digit is refused before anything is asked'() {
    const number = await issue();
    const wrong = number.slice(0, -1) + ((Number(number.at(-1)) + 1) % 10);
    const info = await refusal(grpc.status.INVALID_ARGUMENT, call(cards, 'getCard', { cardNumber: wrong }));
    assert.equal(info.reason, 'CARD_NUMBER_CHECK_DIGIT');
  },
  async 'who calls is said in metadata'() {
    const session = await call(tills, 'getTillSession', {}, till);
    assert.ok(session);
    const info = await refusal(grpc.status.PERMISSION_DENIED, call(tills, 'getTillSession', {}));
    assert.equal(info.reason, 'CALLER_NOT_TILL');
    const other = await refusal(grpc.status.PERMISSION_DENIED, call(
      points, 'accruePoints', { cardNumber: await issue(), receipt: { ...receipt(20), store: 'S2' } }, till));
    assert.equal(other.reason, 'STORE_NOT_CALLERS');
  },
  async 'an upload answers each receipt by itself'() {
    const cardNumber = await issue();
    const upload = points.uploadReceipts(metadataOf(till));
    const answers = new Map();
    const read = (async () => { for await (const answer of upload) answers.set(answer.item, answer); })();
    for (let item = 1; item <= 300; item++) upload.write({ item, cardNumber, receipt: receipt(20), sequence: item });
    upload.write({ item: 301, cardNumber: '1', receipt: receipt(20), sequence: 301 });
    upload.end();
    await read;
    assert.equal(answers.size, 301);
    assert.deepEqual([answers.get('1').outcome, answers.get('301').outcome], ['accrued', 'refused']);
    assert.equal(answers.get('301').refused.code, grpc.status.INVALID_ARGUMENT);
    assert.equal(await balanceOf(cardNumber), '300');
    assert.equal((await call(tills, 'getTillSession', {}, till)).session.lastSequence, '301');
  },
  async 'an export streams every card'() {
    let exported = 0;
    let summary;
    for await (const part of imports.exportCards({})) {
      exported += part.cards.length;
      summary = part.summary ?? summary;
    }
    assert.ok(exported > 0);
    assert.equal(`${exported}`, summary.cards);
  },
  async 'a deadline ends a call that goes on'() {
    const upload = points.uploadReceipts(metadataOf(till), { deadline: Date.now() + 300 });
    await assert.rejects(async () => { for await (const answer of upload) assert.fail(`${answer}`); },
      { code: grpc.status.DEADLINE_EXCEEDED });
  },
  async 'a cancelled upload keeps what it was answered'() {
    const request = { item: 1, cardNumber: await issue(), receipt: receipt(40) };
    const upload = points.uploadReceipts();
    upload.write(request);
    await assert.rejects(async () => {
      for await (const answer of upload) {
        assert.equal(answer.accrued.balance, '2');
        upload.cancel();
      }
    }, { code: grpc.status.CANCELLED });
    assert.equal((await call(points, 'accruePoints', request)).replayed, true);
  },
  async 'a request in gzip is read'() {
    const answer = await call(gzip, 'accruePoints', { cardNumber: await issue(), receipt: receipt(20) });
    assert.equal(answer.balance, '1');
  },
  async 'a message over the limit is refused'() {
    const lines = Array.from({ length: 12_000 }, () => ({ product: 'x'.repeat(64) }));
    const large = { cardNumber: await issue(), receipt: { ...receipt(20), lines } };
    await assert.rejects(call(points, 'accruePoints', large), { code: grpc.status.RESOURCE_EXHAUSTED });
  },
  async 'a method that is not there is unimplemented'() {
    const error = await new Promise((resolve) => points.makeUnaryRequest(
      '/loyalty.v1.PointsService/GrantPoints', (x) => x, (x) => x, Buffer.alloc(0), resolve));
    assert.equal(error.code, grpc.status.UNIMPLEMENTED);
  },
  async 'many at once lose nothing'() {
    const numbers = await Promise.all(Array.from({ length: 10 }, issue));
    await Promise.all(Array.from({ length: 500 }, (_, i) => call(
      points, 'accruePoints', { cardNumber: numbers[i % numbers.length], receipt: receipt(20) })));
    assert.deepEqual(await Promise.all(numbers.map(balanceOf)), numbers.map(() => '50'));
  },
  async 'the program is told'() {
    assert.equal((await call(program, 'getProgram', {})).usualCardType, type);
  },
  async 'what is no scope moves nothing'() {
    const request = await twoCards();
    for (const scope of ['false', false, true, {}, 'POINTS_SCOPE_AL', 0, 'ALL'])
      await malformed('amount', call(cards, 'transferPoints', { ...request, scope }, desk));
    const both = { ...request, points: 10, scope: 'POINTS_SCOPE_ALL' };
    await malformed('amount', call(cards, 'transferPoints', both, desk));
    await malformed('amount', call(cards, 'transferPoints', { ...request, points: 'ten' }, desk));
    await malformed('amount', call(cards, 'transferPoints', request, desk));
    assert.equal(await balanceOf(request.fromCardNumber), '10');
  },
  async 'points that were read otherwise are told by the answer'() {
    const { entry } = await call(cards, 'transferPoints', { ...await twoCards(), points: '4,000' }, desk);
    assert.equal(entry.points, '-4');
  },
  async 'a misspelt type issues nothing'() {
    const request = { requestId: randomUUID() };
    await malformed('type', call(cards, 'issueCard', { ...request, type: 'CARD_TYPE_STADARD' }));
    await malformed('type', call(cards, 'issueCard', { ...request, type: 'CARD_TYPE_GUEST' }));
    await malformed('type', call(cards, 'issueCard', { ...request, type: 99 }));
    await malformed('type', call(cards, 'issueCard', request));
  },
  async 'a misspelt reason, type, kind or statement is refused'() {
    const [requestId, cardNumber, issueDate] = [randomUUID(), await issue(), { year: 2024, month: 1, day: 1 }];
    await malformed('reason', call(cards, 'replaceCard', { requestId, cardNumber, reason: 'REPLACE_REASON_LOS' }));
    await malformed('kinds', call(cards, 'listLedgerEntries', { cardNumber, kinds: ['ENTRY_KIND_ACRUAL'] }));
    const card = { source: 'old', key: requestId, type: 'ONE_YEAR', status: 'IMPORTED_STATUS_LIVE', issueDate };
    await malformed('card.type', call(imports, 'importCard', { card, file: 'f.csv', line: 1 }));
    const consents = [{ kind: 'sms', source: 'form', status: 'CONSENT_STATUS_YES' }];
    await malformed('member.consents', call(
      members, 'createMember', { requestId, member: { name: 'A', consents } }, desk));
  },
  async 'a misspelt view shows the least, and a misspelt gender changes nothing'() {
    const { member } = await call(members, 'createMember', {
      requestId: randomUUID(), member: { name: '欧阳娜娜', gender: 'GENDER_FEMALE' }, view: 'MEMBER_VIEW_FULL',
    }, desk);
    const { memberId, etag } = member;
    assert.equal(member.gender, 'GENDER_FEMALE');
    const seen = await call(members, 'getMember', { memberId, view: 'MEMBER_VIEW_FUL' }, desk);
    assert.deepEqual([seen.member.view, seen.member.name], ['MEMBER_VIEW_MINIMAL', '欧**']);
    await malformed('member.gender', call(members, 'updateMember', {
      requestId: randomUUID(), member: { memberId, etag, gender: 'GENDER_MAL' }, updateMask: { paths: ['gender'] },
    }, desk));
  },
  async 'what is no status and no use of a receipt is refused'() {
    const card = { source: 'old', key: randomUUID(), type, issueDate: { year: 2024, month: 1, day: 1 } };
    for (const status of ['false', false, true, 'LOST', undefined])
      await malformed('card.status', call(
        imports, 'importCard', { card: { ...card, status }, file: 'f.csv', line: 1 }));
    for (const receiptUse of ['false', false, true, 'SHOWN', undefined])
      await malformed('receipt_use', call(cards, 'issueCard', {
        requestId: randomUUID(), type, receipt: receipt(100), receiptUse,
      }));
  },
  async 'a total that a client cuts off is refused where the decimal text goes along'() {
    for (const total of ['4,000', '4000.60', '4.000', '1e3', '12 000', 'abc', 4000.6, 0.1 + 0.2, NaN, true]) {
      const request = { cardNumber: await issue(), receipt: { ...receipt(total), totalDecimal: total } };
      const { code } = await call(points, 'accruePoints', request).then(() => assert.fail(`${total}`), (e) => e);
      assert.equal(code, grpc.status.INVALID_ARGUMENT, `${total}`);
      assert.equal(await balanceOf(request.cardNumber), '0');
    }
    const exact = { ...receipt('4000'), totalDecimal: '4000.60' };
    exact.total.nanos = 600_000_000;
    await call(points, 'accruePoints', { cardNumber: await issue(), receipt: exact });
  },
  async 'a total that a client cuts off is told by every answer'() {
    const [wrong, cardNumber] = [{ ...receipt('0'), total: { currencyCode: 'CNY', units: '4,000' } }, await issue()];
    const quote = await call(points, 'quoteAccrual', { cardNumber, receipt: wrong });
    const accrual = await call(points, 'accruePoints', { cardNumber, receipt: wrong });
    const guest = await call(cards, 'issueGuestCard', { requestId: randomUUID(), receipt: wrong }, desk);
    for (const understood of [quote.receipt, accrual.entry.receipt, guest.receipt])
      assert.deepEqual([understood.total.units, understood.number], ['4', wrong.number]);
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

for (const client of [cards, points, members, imports, tills, program, gzip]) client.close();
