/** The product is killed right after it has answered 202; at the next start all of it is stored within seconds. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectClient } from '../../src/temporal/client';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { victimOfFile } from './victim-of-file';

/** How many answers have come when the product is killed. */
const killedAt = [3, 7, 11, 14];
const singles = 12;
const bundles = 2;
const bundleOf = 30;
/** Uploads, and what the schedules of an hour start when it passes their minute. */
const expectedTypes = [
  ...['certificateUploaded', 'expirationScan', 'expirationDigest', 'scheduledJob'],
  ...['certificateValidation', 'certificateStatusChanged'],
];
/** From readiness on. */
const storedWithinMs = 10_000;
const say = (text: string) => process.stderr.write(`[crash] ${text}\n`);

describe('killed after its promise', () => {
  const victim = victimOfFile();

  async function send(method: string, pathname: string, body?: string | Buffer, headers: Record<string, string> = {}) {
    const response = await fetch(`${victim().url}/api/v1${pathname}`, {
      method,
      headers: { authorization: `Bearer ${victim.adminKey}`, ...headers },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(20_000),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** The upload ids of what was answered 202 before the process died. */
  async function promisedUntilKilled(wanted: number): Promise<string[]> {
    const type = { 'content-type': 'application/x-pem-file' };
    const upload = (certificates: number, way: string, headers: Record<string, string> = {}) => {
      const pem = Array.from({ length: certificates }, () => toPem(buildCertificate())).join('');
      return send('POST', `/certificates/upload${way}`, pem, { ...type, ...headers }).catch(() => undefined);
    };
    const sent = [
      ...Array.from({ length: singles }, (_, index) =>
        index % 3 === 0
          ? upload(1, '', { prefer: 'respond-async', 'idempotency-key': randomUUID() })
          : index % 3 === 1
            ? upload(1, '', { prefer: 'wait=0' })
            : upload(1, '/async'),
      ),
      ...Array.from({ length: bundles }, () => upload(bundleOf, '/async')),
    ];
    let answered = 0;
    await new Promise<void>((resolve) => {
      for (const one of sent) void one.then(() => (answered += 1) === wanted && resolve());
    });
    const killed = victim().kill('product');
    const answers = await Promise.all(sent);
    await killed;
    return answers.flatMap((answer) => (answer?.status === 202 ? String(answer.body['uploadId']) : []));
  }

  async function isStored(uploadId: string): Promise<boolean> {
    const { body } = await send('GET', `/uploads/${uploadId}`);
    if (body['status'] === 'finished') {
      expect(body['progress']).toEqual({ processing: 0, stored: bundleOf, ignored: 0, failed: 0 });
      return true;
    }
    expect(['stored', 'processing']).toContain(body['status']);
    return body['status'] === 'stored';
  }

  it('U20 E07 it keeps each promise within ten seconds of readiness, in runs that say what they did', async () => {
    for (const wanted of killedAt) {
      const promised = await promisedUntilKilled(wanted);
      expect(promised.length).toBeGreaterThanOrEqual(wanted);
      await victim().ready();
      const readyAt = Date.now();
      const open = new Set(promised);
      while (open.size > 0) {
        for (const uploadId of open) if (await isStored(uploadId)) open.delete(uploadId);
        const passed = Date.now() - readyAt;
        if (open.size > 0 && passed > storedWithinMs) {
          say(readFileSync(path.join(victim.dataDir, 'product.log'), 'utf8').slice(-4_000));
          throw new Error(`${open.size} of ${promised.length} promised uploads are open ${passed} ms after readiness`);
        }
        if (open.size > 0) await sleep(50);
      }
      say(`${promised.length} promised uploads were stored ${Date.now() - readyAt} ms after readiness`);
    }
    // What was on its way without a 202 may have ended with its process, and nothing may have failed otherwise.
    const failed = await send('GET', '/uploads?status=failed&limit=200');
    expect(failed.status).toBe(200);
    const codes = (failed.body['items'] as { code: string }[]).map(({ code }) => code);
    expect(codes.filter((code) => code !== 'upload_interrupted')).toEqual([]);
    await onlyUploadsAndScans();
  }, 600_000);

  /** After minutes of several processes there is nothing else to be seen in the Temporal UI. */
  async function onlyUploadsAndScans(): Promise<void> {
    const { temporalAddress } = victim().addresses();
    const { client, connection } = connectClient({ address: temporalAddress, namespace: 'default' });
    try {
      const others: string[] = [];
      const said: string[] = [];
      for await (const run of client.workflow.list()) {
        if (!expectedTypes.includes(run.type)) others.push(run.type);
        const summary = run.searchAttributes['CertloomSummary']?.[0];
        if (run.type === 'certificateUploaded' && run.status.name === 'COMPLETED') said.push(String(summary));
      }
      expect(others).toEqual([]);
      expect(said.length).toBeGreaterThan(0);
      // Of an upload whose 202 reached nobody the run may say that it failed: what was promised is looked at above.
      const outcome = /^certificate uploaded, \d+ of \d+ stored(, \d+ failed)?$/;
      expect(said.filter((text) => !outcome.test(text))).toEqual([]);
    } finally {
      await connection.close();
    }
  }
});
