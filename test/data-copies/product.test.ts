/** The product goes on at the target, with another Temporal and the keys that came along. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { prepareNamespace } from '../../src/embedded/prepare-namespace';
import { copyData } from '../../src/services/data-copies/copy-data';
import { createCopyEnd } from '../../src/store/data-copies/end';
import { connectStore } from '../../src/store/database/connection';
import { ensureIndexes } from '../../src/store/database/indexes';
import { createStores } from '../../src/store/stores';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { databaseUri } from '../support/database';
import { startTestProduct, type TestProduct } from '../support/product';

/** Elsewhere, as far as runs are concerned: none of the source's is known there. */
async function newNamespace(): Promise<string> {
  const namespace = `moved-${randomUUID()}`;
  const connection = await Connection.connect({ address: process.env['CERTLOOM_TEST_TEMPORAL_ADDRESS']! });
  try {
    const workflowExecutionRetentionPeriod = { seconds: 86_400 as never };
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
    const deadline = Date.now() + 60_000;
    for (;;) {
      try {
        await prepareNamespace(connection, namespace);
        return namespace;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await sleep(500);
      }
    }
  } finally {
    await connection.close();
  }
}

async function copy(from: string, to: string): Promise<void> {
  const [source, target] = [await connectStore(databaseUri(from)), await connectStore(databaseUri(to))];
  try {
    await copyData({
      openSource: async () => ({ end: createCopyEnd(source), isHeld: false, close: async () => {} }),
      target: createCopyEnd(target),
      makeIndexes: async () => {
        createStores(target, () => new Date());
        await ensureIndexes(target);
      },
      preparesOnly: false,
      newId: randomUUID,
      now: () => new Date(),
      clock: () => performance.now(),
      rest: (ms) => sleep(Math.min(ms, 50)),
      say: () => undefined,
      tell: () => undefined,
      signal: new AbortController().signal,
    });
  } finally {
    await source.close();
    await target.close();
  }
}

const upload = (product: TestProduct, way = '') =>
  product.call('post', `/certificates/upload${way}`).send({ certificate: toPem(buildCertificate()) });

/** The upload once it is decided. */
async function settled(product: TestProduct, uploadId: string): Promise<{ status: string; certificateUuid: string }> {
  for (;;) {
    const { body } = await product.call('get', `/uploads/${uploadId}`).expect(200);
    if (body.status !== 'processing') return body;
    await sleep(1_000);
  }
}

it('takes up what was promised at the source, and believes its audit log', async () => {
  const name = randomUUID().slice(0, 8);
  const [from, to] = [`certloom_from_${name}`, `certloom_to_${name}`];
  const namespace = await newNamespace();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'certloom-moved-'));
  const before = await startTestProduct({ database: from, dataDir });
  const first = await upload(before, '/async').expect(202);
  const stored = await settled(before, first.body.uploadId);
  await before.stop();
  // Nobody polls for uploads, so that one is promised and not yet kept.
  const busy = await startTestProduct({ database: from, dataDir, adjustments: { serves: ['delivery'] } });
  const promised = await upload(busy, '/async').expect(202);
  await busy.stop();

  await copy(from, to);
  await expect(startTestProduct({ database: from, dataDir })).rejects.toThrow(/closed since/);
  const after = await startTestProduct({ database: to, dataDir, namespace });
  try {
    await after.call('get', `/certificates/${stored.certificateUuid}`).expect(200);
    expect(await settled(after, promised.body.uploadId)).toMatchObject({ status: 'stored' });
    expect((await after.call('get', '/audit-log/verify').expect(200)).body).toMatchObject({ ok: true, faults: [] });
  } finally {
    await after.close();
    const source = await connectStore(databaseUri(from));
    await source.dropDatabase();
    await source.close();
  }
}, 600_000);
