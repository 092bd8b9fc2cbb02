import { setTimeout as sleep } from 'node:timers/promises';
import { bulkUpload, bundlesOf, pem, senders } from './bulk';
import { makeCertificates } from './certificates';
import { startEndpoints } from './endpoints';
import { startProduct, type Product } from './product';
import { load, round } from './statistics';
import { attachTriggers } from './triggers';

const pushed = Number(process.env['BENCH_PUSHED'] ?? 10_000);
const servers = Number(process.env['BENCH_SERVERS'] ?? 2_000);
/** As a discovery has them by default: 50 looks at once, 10 seconds for each. */
const [atOnce, timeoutSeconds] = [50, 10];

/** Discoveries: what is pushed beside uploads in bulk, and how long a scan takes beside what its limits alone demand. */
async function main(): Promise<void> {
  process.env['CERTLOOM_OUTBOUND_ALLOW'] = '127.0.0.0/8';
  say('starting the product on an empty data folder');
  const product = await startProduct();
  try {
    await attachTriggers(product, 20, 'certificate_uploaded');
    await attachTriggers(product, 20, 'certificate_discovered');
    say('making certificates');
    const half = pushed / 2;
    const [warm, first, second, discovered] = [1_000, half, half, pushed].map((count) => makeCertificates(count));
    say('warming up');
    await bulkUpload(product, warm!.slice(0, 500));
    await push(product, warm!.slice(500));
    say(`uploading in bulk, pushing ${pushed}, uploading in bulk again`);
    const before = await bulkUpload(product, first!);
    const pushedPerSecond = await push(product, discovered!);
    const after = await bulkUpload(product, second!);
    const bulkPerSecond = round((before + after) / 2);
    say(`scanning ${servers} servers, a tenth of them silent`);
    const scanned = await scan(product);
    const figures = {
      node: process.version,
      ...{ pushed, bulkPerSecond, pushedPerSecond, pushedRatio: round(pushedPerSecond / bulkPerSecond) },
      ...scanned,
    };
    console.table(Object.entries(figures).map(([figure, value]) => ({ figure, value: JSON.stringify(value) })));
    console.log(JSON.stringify(figures));
  } finally {
    await product.stop();
  }
}

/** Imported certificates a second: from the first request until the run has ended. */
async function push(product: Product, certificates: readonly Buffer[]): Promise<number> {
  const uuid = await discovery(product, { kind: 'pushed_content' });
  const bundles = bundlesOf(certificates);
  const startedAt = Date.now();
  await load(bundles.length, senders, async (index) => {
    for (;;) {
      const path = `/api/v1/discoveries/${uuid}/rows?host=bench.example.org&more=true`;
      const { status, body } = await product.call('POST', path, bundles[index], pem);
      if (status === 202) return;
      if (status !== 503) throw new Error(`a push was answered with ${status} ${JSON.stringify(body)}`);
      await sleep(1_000);
    }
  });
  await product.call('POST', `/api/v1/discoveries/${uuid}/runs/1/complete`);
  const { certificates: counts, endedAt } = await ended(product, uuid, 1);
  const perSecond = round((certificates.length * 1_000) / (Date.parse(endedAt as string) - startedAt));
  const { imported } = counts as { readonly imported: number };
  if (imported !== certificates.length) throw new Error(`${imported} of ${certificates.length} were imported`);
  return perSecond;
}

async function scan(product: Product) {
  const endpoints = await startEndpoints(servers);
  try {
    const attributes = { targets: endpoints.targets, concurrency: atOnce, timeout: timeoutSeconds };
    const uuid = await discovery(product, { kind: 'tls_scan', attributes });
    const { body } = await product.call('POST', `/api/v1/discoveries/${uuid}/runs`);
    const run = await ended(product, uuid, body['number'] as number);
    const silent = Math.floor(servers / 10);
    const demandedSeconds = (silent * timeoutSeconds) / atOnce;
    const seconds = round((Date.parse(run['endedAt'] as string) - Date.parse(run['startedAt'] as string)) / 1_000);
    const { certificates, gaps } = run;
    return {
      servers,
      silent,
      certificates,
      gaps,
      scanSeconds: seconds,
      demandedSeconds,
      scanRatio: round(seconds / demandedSeconds),
    };
  } finally {
    await endpoints.close();
  }
}

let made = 0;
async function discovery(product: Product, fields: object): Promise<string> {
  const { status, body } = await product.call('POST', '/api/v1/discoveries', {
    name: `bench ${(made += 1)}`,
    ...fields,
  });
  if (status !== 201) throw new Error(`a discovery was answered with ${status} ${JSON.stringify(body)}`);
  return body['uuid'] as string;
}

async function ended(product: Product, uuid: string, number: number): Promise<Record<string, unknown>> {
  for (;;) {
    const { body } = await product.call('GET', `/api/v1/discoveries/${uuid}/runs/${number}`);
    if (typeof body['endedAt'] === 'string') return body;
    // The answer counts rows, and says itself when the run ended.
    await sleep(1_000);
  }
}

function say(text: string): void {
  console.log(`bench: ${text}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
