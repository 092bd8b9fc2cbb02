import request from 'supertest';
import { startWorkerStatus } from '../../src/process/worker-status';
import type { ApiProcess } from '../../src/process/api';
import { buildCertificate, createFixtureKey } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';
import { samplesOf } from '../support/promql';

const product = productOfFile();
let status: ApiProcess;
const as = (key: string) => ({ Authorization: `Bearer ${key}` });

beforeAll(async () => {
  const { foundation, worker } = product();
  status = await startWorkerStatus(foundation, worker, { port: 0, version: 'test' });
});
afterAll(() => status?.stop());

it('a worker tells of the work that it has done', async () => {
  const certificate = buildCertificate({ subject: 'CN=counted', key: createFixtureKey() });
  const sent = { certificate: Buffer.from(certificate).toString('base64') };
  await product().call('post', '/certificates/upload').send(sent).expect(201);
  const { text } = await request(status.url).get('/metrics').set(as(product().adminKey)).expect(200);
  const counted = samplesOf(text).filter(
    ({ name, labels }) => name === 'certloom_firings_total' && labels['event'] === 'certificate_uploaded',
  );
  expect(counted.reduce((sum, { value }) => sum + value, 0)).toBe(1);
});

it('is ready while its queues are polled, and shows nothing without a key', async () => {
  const { body } = await request(status.url).get('/readyz').expect(200);
  expect(body).toMatchObject({ checks: { worker: 'ok' } });
  await request(status.url).get('/metrics').expect(401);
  await request(status.url).get('/api/v1/certificates').set(as(product().adminKey)).expect(404);
});
