import { randomUUID, randomBytes } from 'node:crypto';
import { connectStore } from '/work/main/src/store/connection';
import { ensureIndexes } from '/work/main/src/store/indexes';
import { createStores } from '/work/main/src/process/stores';
import { createExpiringView } from '/work/main/src/process/expiring-view';
import { createCalendarReader } from '/work/main/src/process/calendar';
import { certificateDocument } from '/work/main/test/inventory/certificate-fixture';
import { startDatabase } from '/work/main/src/embedded/engines';
import { testConfig } from '/work/main/test/support/engines';
import { mkdtempSync, rmSync } from 'node:fs';
(async () => {
  const dir = mkdtempSync('/tmp/tally-');
  const say = (m: any) => undefined; 
  const engine = await startDatabase(testConfig(dir) as any, { log: { info: say, warn: say, error: say } } as any);
  const db = await connectStore(`${engine.mongoUri.replace(/\/[^/]*$/, '')}/tally`);
  const now = () => new Date('2030-01-01T00:00:00Z');
  const stores = createStores(db, now);
  await ensureIndexes(db);
  const total = Number(process.argv[2]); const inside = Math.floor(total * 0.15);
  const col = db.collection('certificates') as any;
  const owners = Array.from({ length: 500 }, () => randomUUID());
  const t0 = Date.now();
  for (let at = 0; at < total; at += 2000) {
    await col.insertMany(Array.from({ length: 2000 }, (_, i) => {
      const k = at + i; const days = k < inside ? 30 * Math.random() : 91 + 700 * Math.random();
      return certificateDocument({ notAfter: new Date(now().getTime() + days * 86400000), owner: owners[k % 500]!, fingerprint: randomBytes(32).toString('hex') });
    }), { ordered: false });
  }
  console.log('filled', total, (Date.now() - t0) / 1000, 's');
  const view = createExpiringView({ stores, now } as any);
  for (let round = 0; round < 3; round += 1) {
    let worst = 0, last = performance.now();
    const timer = setInterval(() => { const n = performance.now(); worst = Math.max(worst, n - last - 10); last = n; }, 10);
    const m0 = process.memoryUsage().rss; const s = performance.now();
    const tally = await view.tally(0);
    clearInterval(timer);
    console.log('tally', Math.round(performance.now() - s), 'ms', tally.total, 'loop held', Math.round(worst), 'ms, rss +', Math.round((process.memoryUsage().rss - m0) / 1e6), 'MB');
  }
  for (const state of ['all', 'acknowledged']) {
    const s = performance.now();
    const page = await stores.inventory.search({ filter: { state: 'issued', archived: false }, sort: 'notAfter', direction: 1, from: now(), to: new Date(now().getTime() + 30 * 86400000), after: undefined, limit: 100 });
    await view.subjectsOf(await view.lookAt(page.items, now()), now());
    console.log('page of 100', Math.round(performance.now() - s), 'ms', page.items.length);
  }
  const s = performance.now();
  const mine = await stores.expiringCertificates.ofPerson({ uuid: owners[0]!, groups: [] }, now(), new Date(now().getTime() + 90 * 86400000), 2000);
  console.log('person', Math.round(performance.now() - s), 'ms', mine.length);
  const g = performance.now();
  const grp = await stores.expiringCertificates.ofPerson({ uuid: randomUUID(), groups: [randomUUID(), randomUUID()] }, now(), new Date(now().getTime() + 90 * 86400000), 2000);
  console.log('groups', Math.round(performance.now() - g), 'ms', grp.length);
  await db.close(); await engine.stop(); rmSync(dir, { recursive: true, force: true });
})().catch((e) => { console.error(e); process.exit(1); });
