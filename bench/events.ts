import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Connection } from 'mongoose';
import { makeKey } from '../src/services/operations/made-keys';
import { bulkUpload } from './bulk';
import { makeCertificates } from './certificates';
import { openProduct } from './open-product';
import type { Product } from './product';
import { load, round } from './statistics';
import { attachTriggers } from './triggers';

/** Certificates that are ordered, and then validated. */
const wanted = Number(process.env['BENCH_OPERATIONS'] ?? 600);
const uploaded = 3_000;
const clients = 20;
const warmUps = 40;
/** Requests that one caller may send without waiting for the budget of the next minute: 300, less what a run repeats. */
const ordersOfCaller = 200;
/** Certificates that one request makes due. */
const atOnce = 1_000;

/**
 * Issuance by the built-in CA and validation of what it has issued (chain, revocation list, OCSP over sockets), beside an
 * empty workflow and a bulk upload of the same run.
 */
async function main(): Promise<void> {
  // The product asks its own responder, at an address of this machine.
  process.env['CERTLOOM_OUTBOUND_ALLOW'] ??= 'localhost,127.0.0.1,::1';
  say('starting the product on an empty data folder');
  const { product, db, client, close } = await openProduct();
  const connection = await NativeConnection.connect({ address: product.temporalAddress });
  const taskQueue = `bench-${randomUUID()}`;
  const worker = await Worker.create({ connection, taskQueue, workflowsPath: join(__dirname, 'workflows.js') });
  const running = worker.run();
  const empty = async () =>
    void (await client.workflow.execute('empty', { taskQueue, workflowId: randomUUID(), args: [] }));
  try {
    await attachTriggers(product, 20);
    const raProfile = await authority(product, db);
    say('making keys and certificates');
    const requests = await makeRequests(wanted + warmUps);
    const certificates = makeCertificates(uploaded);

    say('warming up');
    await load(200, clients, empty);
    await issue(product, db, raProfile, requests.slice(wanted));
    const before = await load(600, 40, empty);
    say('bulk upload');
    const bulkPerSecond = await bulkUpload(product, certificates);
    say(`ordering ${wanted} certificates`);
    const { perSecond: issuedPerSecond, issued } = await issue(product, db, raProfile, requests.slice(0, wanted));
    say(`validating ${issued.length} certificates`);
    const validated = await validate(product, db, issued);
    const after = await load(600, 40, empty);

    const emptyPerSecond = round((before.perSecond + after.perSecond) / 2);
    const ratios = (perSecond: number) => ({
      perSecond,
      toEmptyWorkflow: round(perSecond / emptyPerSecond),
      toBulkUpload: round(perSecond / bulkPerSecond),
    });
    const figures = {
      'bulk upload': ratios(bulkPerSecond),
      issuance: ratios(issuedPerSecond),
      validation: ratios(validated.perSecond),
    };
    console.table(figures);
    console.log(JSON.stringify({ node: process.version, emptyPerSecond, ...figures, statuses: validated.statuses }));
  } finally {
    worker.shutdown();
    await running;
    await connection.close();
    await close();
  }
}

/** A built-in authority whose top is trusted; the uuid of an RA profile for it. */
async function authority(product: Product, db: Connection): Promise<string> {
  const made = async (path: string, body: object) =>
    String((await answered(201, product, 'POST', `/api/v1${path}`, body))['uuid']);
  const authorityInstanceUuid = await made('/authorities', { name: 'Bench', settings: { kind: 'builtin' } });
  const raProfile = await made('/ra-profiles', { name: 'bench', authorityInstanceUuid });
  // The first order makes its CA certificates, and brings them into the inventory.
  const [request] = await makeRequests(1);
  await answered(202, product, 'POST', '/api/v1/certificates/requests', { raProfile, csr: request });
  const rows = db.collection<{ _id: string; revision: number }>('certificates');
  for (;;) {
    const root = await rows.findOne({ subjectType: 'rootCa' });
    if (root !== null) {
      const path = `/api/v1/certificates/${root._id}`;
      const change = await product.call('PATCH', path, { trustedCa: true }, { 'if-match': `"${root.revision}"` });
      if (change.status === 200) return raProfile;
    }
    await sleep(200);
  }
}

/** Base64 of requests, each for a key of its own. */
async function makeRequests(count: number): Promise<string[]> {
  const run = randomBytes(4).toString('hex');
  const requests: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = `order${index}.${run}.example.org`;
    const { request } = await makeKey('ec-p256', { subject: [['CN', name]], names: [`dNSName:${name}`] });
    requests.push(request.csr);
  }
  return requests;
}

/** Headers of as many users who may do everything. */
async function makeCallers(product: Product, count: number): Promise<Record<string, string>[]> {
  const callers: Record<string, string>[] = [];
  for (let index = 0; index < count; index += 1) {
    const username = `bench-${randomUUID()}`;
    await answered(201, product, 'POST', '/api/v1/users', { username, roles: ['administrator'] });
    const { key } = await answered(201, product, 'POST', '/api/v1/api-keys', { name: username, user: username });
    callers.push({ authorization: `Bearer ${String(key)}` });
  }
  return callers;
}

/** From the first request until the last operation has ended and its event has fired. */
async function issue(product: Product, db: Connection, raProfile: string, requests: readonly string[]) {
  const callers = await makeCallers(product, Math.ceil(requests.length / ordersOfCaller));
  const startedAt = performance.now();
  const operations: string[] = [];
  await load(requests.length, clients, async (index) => {
    const body = { raProfile, csr: requests[index] };
    const headers = callers[index % callers.length]!;
    const order = ['POST', '/api/v1/certificates/requests', body, headers] as const;
    operations.push(String((await answered(202, product, ...order))['uuid']));
  });
  const fired = { event: 'certificate_action_performed', occurrenceKey: { $in: operations } };
  while ((await db.collection('firings').countDocuments(fired)) < operations.length) await sleep(50);
  const perSecond = round((operations.length * 1_000) / (performance.now() - startedAt));
  const rows = await db
    .collection<{ _id: string; state: string; issuedCertificate: string }>('operations')
    .find({ _id: { $in: operations }, state: 'issued' })
    .toArray();
  if (rows.length < operations.length) throw new Error(`${rows.length} of ${operations.length} orders were issued`);
  return { perSecond, issued: rows.map(({ issuedCertificate }) => issuedCertificate) };
}

/** From the request that makes them due until the last verdict is written. */
async function validate(product: Product, db: Connection, certificates: readonly string[]) {
  const rows = db.collection<{ _id: string; validationStatus: string }>('certificates');
  const checked = { _id: { $in: [...certificates] }, 'validation.at': { $gt: new Date() } };
  const startedAt = performance.now();
  for (let from = 0; from < certificates.length; from += atOnce) {
    const some = certificates.slice(from, from + atOnce);
    await answered(202, product, 'POST', '/api/v1/certificates/validate', { certificates: some });
  }
  while ((await rows.countDocuments(checked)) < certificates.length) await sleep(50);
  const perSecond = round((certificates.length * 1_000) / (performance.now() - startedAt));
  const statuses: Record<string, number> = {};
  for (const { validationStatus } of await rows.find({ _id: { $in: [...certificates] } }).toArray())
    statuses[validationStatus] = (statuses[validationStatus] ?? 0) + 1;
  return { perSecond, statuses };
}

async function answered(status: number, product: Product, ...request: Parameters<Product['call']>) {
  const answer = await product.call(...request);
  if (answer.status !== status)
    throw new Error(`${request[0]} ${request[1]}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

function say(text: string): void {
  console.log(`bench: ${text}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
