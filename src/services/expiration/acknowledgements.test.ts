import { certificateOf, start } from '../../../test/support/builders';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import { newWatch, type Acknowledgement, type ExpirationWatch } from '../../domain/expiration/watch';
import { canExpire, createAcknowledgements } from './acknowledgements';
import type { LookedAt } from './view';

const ann = { uuid: 'ann', name: 'Ann' };
const bob = { uuid: 'bob', name: 'Bob' };
const given = { comment: 'on it', until: null };
const later = new Date(start.getTime() + 1_000);

/** One certificate that is due; `state` changes with its acknowledgement unless it is given. */
function world({ certificate = certificateOf('c1'), state }: WorldOptions = {}) {
  let watch: ExpirationWatch | undefined;
  const entries: CertificateHistoryEntry[] = [];
  const write = (acknowledged: Acknowledgement | null) => {
    watch = { ...(watch ?? newWatch('c1')), acknowledged };
    return true;
  };
  const acknowledgements = createAcknowledgements({
    inventory: { find: async () => certificate },
    history: { add: async (added) => void entries.push(...added) },
    watches: {
      acknowledge: async (_uuid, cycle, acknowledged) => cycle === (watch?.cycle ?? 1) && write(acknowledged),
      acknowledgeFirst: async (_uuid, seen, acknowledged) =>
        seen.cycle === (watch?.cycle ?? 1) &&
        (seen.acknowledged?.at ?? null) === (watch?.acknowledged?.at ?? null) &&
        write(acknowledged),
    },
    view: {
      lookAt: async ([found], at) => [
        {
          ...{ certificate: found!, notAfter: later, dueFrom: start, watch, replacedBy: [] },
          state: state ?? (watch?.acknowledged ? 'acknowledged' : 'due'),
          at,
        } as never,
      ],
    },
  });
  return {
    ...acknowledgements,
    entries,
    watch: () => watch,
    beginCycle: () => (watch = { ...newWatch('c1'), cycle: 2 }),
  };
}

interface WorldOptions {
  readonly certificate?: CertificateRecord | null;
  readonly state?: LookedAt['state'];
}

describe('an acknowledgement', () => {
  it('is kept with who gave it, when, and in which cycle; a later one takes its place', async () => {
    const { look, acknowledge, entries, watch } = world();
    const after = await acknowledge(await look('c1', start), given, ann, start);
    expect(after.state).toBe('acknowledged');
    expect(watch()?.acknowledged).toEqual({ by: ann, at: start, ...given });
    expect(entries).toMatchObject([
      { certificate: 'c1', event: 'acknowledge', createdBy: ann, additionalInformation: { cycle: 1, ...given } },
    ]);
    await acknowledge(after, { comment: null, until: later }, bob, later);
    expect(watch()?.acknowledged).toMatchObject({ by: bob, until: later });
    expect(entries).toHaveLength(2);
  });

  it('that is given twice by a button is written once, also when both are pressed at one time', async () => {
    const { look, acknowledgeOnce, entries, watch } = world();
    const seen = await look('c1', start);
    const states = await Promise.all([
      acknowledgeOnce(seen, given, ann, start),
      acknowledgeOnce(seen, given, bob, later),
    ]);
    expect(states.map(({ state }) => state)).toEqual(['acknowledged', 'acknowledged']);
    await acknowledgeOnce(await look('c1', later), given, bob, later);
    expect(watch()?.acknowledged?.by).toEqual(ann);
    expect(entries).toHaveLength(1);
  });

  it.each(['acknowledge', 'acknowledgeOnce'] as const)('%s: not of a cycle that is over', async (method) => {
    const made = world();
    const seen = await made.look('c1', start);
    made.beginCycle();
    await expect(made[method](seen, given, ann, start)).rejects.toMatchObject({ code: 'conflict' });
    expect(made.entries).toEqual([]);
  });

  it.each(['upcoming', 'replaced'] as const)('is refused where nothing is due: %s', async (state) => {
    const { look, acknowledge, acknowledgeOnce } = world({ state });
    const seen = await look('c1', start);
    for (const method of [acknowledge, acknowledgeOnce]) {
      await expect(method(seen, given, ann, start)).rejects.toMatchObject({ code: 'invalid_state' });
    }
  });

  it('can be taken back, once', async () => {
    const { look, acknowledge, withdraw, entries } = world();
    const after = await withdraw(await acknowledge(await look('c1', start), given, ann, start), bob, later);
    expect(after.state).toBe('due');
    expect(entries.at(-1)).toMatchObject({
      event: 'unacknowledge',
      createdBy: bob,
      additionalInformation: { cycle: 1 },
    });
    await expect(withdraw(after, bob, later)).rejects.toMatchObject({ code: 'invalid_state' });
  });
});

describe('looking', () => {
  it.each([
    ['nothing', null],
    ['a revoked certificate', certificateOf('c1', { state: 'revoked' })],
    ['an archived certificate', certificateOf('c1', { archived: true })],
  ])('finds nothing of %s', async (_name, certificate) => {
    await expect(world({ certificate }).look('c1', start)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('knows what can expire', () => expect(canExpire({ state: 'issued', archived: false })).toBe(true));
});
