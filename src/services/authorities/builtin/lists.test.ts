import { randomUUID } from 'node:crypto';
import { builtinInMemory, noState, orderOf } from '../../../../test/support/builtin-authority';
import { certificationRequest } from '../../../../test/support/certification-request';
import { inDays, start } from '../../../../test/support/builders';
import type { RevocationListHead } from '../../../store/authorities/revocation-lists';
import { DerReader } from '../../../x509/der';
import { isListDue } from './lists';

async function scene() {
  const ca = builtinInMemory();
  await ca.cas.findOrMake(ca.instance.uuid, ca.instance.settings);
  const revoke = async () => {
    const step = await ca.authority.advance(orderOf(await certificationRequest()), null, noState);
    if (step.kind !== 'issued') throw new Error('not issued');
    await ca.authority.revoke({ key: randomUUID(), certificate: step.certificate, reason: 'superseded' });
  };
  return { ...ca, revoke, current: () => ca.lists.current(ca.instance.uuid) };
}

/** Entries of a list, by its structure. */
function entriesIn(der: Buffer): number {
  const reader = new DerReader(der, { maxElements: 1_000_000 });
  const [tbs] = reader.children(reader.elementAt(0, der.length)!);
  const list = reader.children(tbs!)[5];
  return list?.tag === 0x30 ? reader.children(list).length : 0;
}

it('is made when it is asked for, and anew when something was revoked since', async () => {
  const { current, revoke, clock } = await scene();
  const first = (await current())!;
  expect(first).toMatchObject({ number: 1, thisUpdate: new Date(start.getTime() - 60_000) });
  expect([await current(), entriesIn(first.der)]).toEqual([first, 0]);
  await revoke();
  const second = (await current())!;
  expect([second.number, entriesIn(second.der)]).toEqual([2, 1]);
  // Not older than the revocation in it.
  expect(second.thisUpdate).toEqual(start);
  clock.now = inDays(0.7);
  expect(await current()).toMatchObject({ number: 3, nextUpdate: new Date(inDays(1.7).getTime() - 60_000) });
});

it('is made once for all who ask at once', async () => {
  const { current, heads, instance } = await scene();
  await Promise.all([1, 2, 3].map(current));
  expect(heads.get(instance.uuid)?.number).toBe(1);
});

it('takes the list of another process that was faster', async () => {
  const { current, stores, heads, instance } = await scene();
  const { replace } = stores.revocationLists;
  stores.revocationLists.replace = async (list) => {
    stores.revocationLists.replace = replace;
    await replace(list);
    return replace(list);
  };
  expect(await current()).toMatchObject({ number: 1 });
  expect(heads.get(instance.uuid)?.number).toBe(1);
});

it('leaves out what ended a week ago', async () => {
  const { current, revoke, clock } = await scene();
  await revoke();
  clock.now = inDays(96);
  expect(entriesIn((await current())!.der)).toBe(1);
  clock.now = inDays(98);
  expect(entriesIn((await current())!.der)).toBe(0);
});

it('of the root is empty; of what is not there is none', async () => {
  const { lists, instance, revoke } = await scene();
  await revoke();
  expect(entriesIn((await lists.current(`${instance.uuid}-root`))!.der)).toBe(0);
  expect(await lists.current(randomUUID())).toBeNull();
});

describe('a list', () => {
  const head: RevocationListHead = {
    ...{ ca: 'c', number: 4, entries: 100_000, changes: 7, listedChanges: 7, build: 'b' },
    ...{ changedAt: inDays(0), thisUpdate: inDays(0), nextUpdate: inDays(3) },
  };
  it.each([
    ['is good', {}, 1, false],
    ['is not there yet', { number: 0 }, 1, true],
    ['is near its end', {}, 2, true],
    ['lacks a revocation', { changes: 8 }, 1, true],
    ['lacks one, and is long and young', { changes: 8 }, 0.0001, false],
  ] as const)('that %s: due', (_what, change, days, expected) =>
    expect(isListDue({ ...head, ...change }, inDays(days))).toBe(expected),
  );
});
