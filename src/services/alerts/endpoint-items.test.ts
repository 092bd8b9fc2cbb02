import type { EndpointState, StoredEndpointCheck } from '../../domain/alerts/endpoint';
import { alertOf } from '../../../test/support/alert';
import { runOf, testNow } from '../../../test/support/alert-work';
import { createEndpointItems } from './endpoint-items';

const endpoint = {
  type: 'crl',
  url: 'http://crl.example/a.crl',
  issuerCertificateId: null,
  timeoutSeconds: 5,
} as const;
const alert = alertOf({ kind: 'revocation_monitoring', endpoint });

function world() {
  const rows: StoredEndpointCheck[] = [];
  let state: EndpointState = 'healthy';
  let looks = 0;
  const source = createEndpointItems({
    checks: {
      add: async (check) => void rows.push(check),
      find: async (id) => rows.find((row) => row.id === id) ?? null,
      last: async () => rows.at(-1) ?? null,
    },
    check: async () => (
      (looks += 1),
      { state, thisUpdate: null, nextUpdate: new Date('2027-05-03T00:00:00Z'), detail: 'because' }
    ),
  });
  const at = (minute: number) => new Date(testNow.getTime() + minute * 60_000);
  return {
    ...{ source, rows, looks: () => looks },
    say: (next: EndpointState) => (state = next),
    async run(minute: number, of = alert) {
      await source.look!(of, runOf({ at: at(minute) }));
      const [item] = (await source.page(of, at(minute), null, null)).items;
      return item!;
    },
  };
}

it('stores each look once, and is one item for as long as the state stays', async () => {
  const { run, rows, say, looks, source } = world();
  const first = await run(0);
  expect(first).toMatchObject({ isQuiet: true, logAs: { eventId: 4110, level: 'Information' } });
  expect((await run(5)).id).toBe(first.id);
  say('warning');
  const warned = await run(10);
  expect(warned.id).not.toBe(first.id);
  expect(warned).toMatchObject({ logAs: { eventId: 4111, level: 'Warning' } });
  expect(warned).not.toHaveProperty('isQuiet');
  expect(warned.tokensAt(-1).of('nextupdate')).toEqual(['2027-05-03 00:00:00']);
  expect((await run(15)).id).toBe(warned.id);
  expect(rows.map(({ state }) => state)).toEqual(['healthy', 'healthy', 'warning', 'warning']);
  await source.look!(alert, runOf({ at: rows[3]!.at }));
  expect([rows.length, looks()]).toEqual([4, 4]);
});

it('takes each look for an item where each is to be reported', async () => {
  const { run } = world();
  const each = { ...alert, logEvery: 'check' as const };
  expect((await run(0, each)).id).not.toBe((await run(5, each)).id);
});

it('looks in a dry run too, and writes nothing', async () => {
  const { source, rows, say } = world();
  say('expired');
  const { items } = await source.page(alert, testNow, null, null);
  expect(items).toMatchObject([{ logAs: { eventId: 4112, level: 'Error' } }]);
  expect(rows).toEqual([]);
});

it.each(['unreachable', 'invalid'] as const)('writes %s down as an error', async (state) => {
  const { run, say } = world();
  say(state);
  expect((await run(0)).logAs).toEqual({ eventId: 4113, level: 'Error' });
});
