import { randomBytes } from 'node:crypto';
import { privateContextKey } from '../../secrets/context-keys';
import type { ConnectionTokenStore } from '../../store/connections/tokens';
import { createSharedTokens } from './shared-tokens';
import type { TokenOutcome } from './tokens';

/** The collection in memory, with the same rules. */
function memoryStore() {
  const rows = new Map<string, { sealed?: string; until?: Date; claimedUntil: Date }>();
  const store: ConnectionTokenStore = {
    async find(id, now) {
      const row = rows.get(id);
      return row?.sealed !== undefined && row.until! > now ? { sealed: row.sealed, until: row.until! } : undefined;
    },
    async claim(id, now, claimedUntil) {
      const row = rows.get(id);
      if (row !== undefined && row.claimedUntil > now) return false;
      rows.set(id, { ...row, claimedUntil });
      return true;
    },
    async keep(id, sealed, until) {
      rows.set(id, { sealed, until, claimedUntil: new Date(0) });
    },
    async release(id) {
      rows.set(id, { ...rows.get(id), claimedUntil: new Date(0) });
    },
    async drop(id, sealed) {
      if (rows.get(id)?.sealed === sealed) rows.delete(id);
    },
  };
  return { store, rows };
}

let at = Date.parse('2030-01-01T00:00:00Z');
const key = privateContextKey('service', randomBytes(32));
const { store, rows } = memoryStore();
const processOf = (keys = [key]) =>
  createSharedTokens({
    ...{ store, keys, now: () => new Date(at) },
    wait: (ms) => new Promise<void>((resolve) => setTimeout(() => ((at += ms), resolve()), 1)),
  });
let count = 0;
const fetch = async (lifetimeSeconds: number | null = 600): Promise<TokenOutcome> => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return { token: `token-${(count += 1)}`, lifetimeSeconds };
};
const tokenOf = (outcome: TokenOutcome) => ('token' in outcome ? outcome.token : outcome.fault);
beforeEach(() => {
  rows.clear();
  count = 0;
});

it('lets several processes that need a token at the same time fetch one', async () => {
  const asked = Array.from({ length: 8 }, () => processOf().of('tickets', 'service', fetch));
  expect((await Promise.all(asked)).map(tokenOf)).toEqual(Array(8).fill('token-1'));
  expect(JSON.stringify([...rows.values()])).not.toContain('token-1');
});

it('uses it until a minute before its end, and not when it was refused', async () => {
  const tokens = processOf();
  const next = async () => tokenOf(await tokens.of('tickets', 'service', fetch));
  expect([await next(), await next()]).toEqual(['token-1', 'token-1']);
  at += 539_000;
  expect(await next()).toBe('token-1');
  at += 2_000;
  expect(await next()).toBe('token-2');
  await tokens.drop('tickets', 'service', 'another');
  expect(await next()).toBe('token-2');
  await tokens.drop('tickets', 'service', 'token-2');
  expect(await next()).toBe('token-3');
});

it('shares nothing with another context, another connection or another key', async () => {
  const other = privateContextKey('service', randomBytes(32));
  const api = privateContextKey('api', randomBytes(32));
  const all = [
    await processOf().of('tickets', 'service', fetch),
    await processOf().of('chat', 'service', fetch),
    await processOf([other]).of('tickets', 'service', fetch),
    await processOf([api]).of('tickets', 'api', fetch),
    await processOf([]).of('tickets', 'service', fetch),
  ];
  expect(new Set(all.map(tokenOf)).size).toBe(5);
});

it('goes on where the process that fetched it died, and where none could be had', async () => {
  const tokens = processOf();
  expect(await tokens.of('tickets', 'service', async () => ({ fault: 'no', isTemporary: true }))).toMatchObject({
    fault: 'no',
  });
  await expect(tokens.of('tickets', 'service', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  for (const id of rows.keys()) rows.set(id, { claimedUntil: new Date(at + 30_000) });
  expect(tokenOf(await tokens.of('tickets', 'service', fetch))).toBe('token-1');
  // A token that says nothing of its end is used once.
  rows.clear();
  expect(tokenOf(await tokens.of('tickets', 'service', () => fetch(null)))).toBe('token-2');
  expect(tokenOf(await tokens.of('tickets', 'service', fetch))).toBe('token-3');
});

it('uses the token that came between its look and its claim', async () => {
  let isFirst = true;
  const slow: ConnectionTokenStore = {
    ...store,
    async find(id, now) {
      const row = await store.find(id, now);
      if (isFirst) {
        isFirst = false;
        await processOf().of('tickets', 'service', fetch);
      }
      return row;
    },
  };
  const tokens = createSharedTokens({ store: slow, keys: [key], now: () => new Date(at), wait: async () => undefined });
  expect(tokenOf(await tokens.of('tickets', 'service', fetch))).toBe('token-1');
  expect(count).toBe(1);
});
