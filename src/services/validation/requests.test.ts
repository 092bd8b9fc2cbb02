import { certificateOf } from '../../../test/support/services';
import { checkNow } from '../../store/certificates/stored-fields';
import { createPatternEngine } from '../firings/pattern-engine';
import { createValidationRequests, mostRequested } from './requests';

function requesting(stored: number) {
  const postponed: { uuids: readonly string[]; at: Date }[] = [];
  let started = 0;
  const request = createValidationRequests({
    validations: { postpone: async (uuids, at) => void postponed.push({ uuids, at }) },
    inventory: {
      async search({ after, limit }) {
        const from = after === undefined ? 0 : Number(after.id);
        const items = Array.from({ length: Math.min(limit, stored - from) }, (_, index) =>
          certificateOf(`${from + index}`),
        );
        const end = from + items.length;
        return { items, next: end < stored ? { value: null, id: String(end) } : undefined };
      },
    },
    directory: async () => ({
      ...{ users: new Map(), usersByName: new Map(), groups: new Map(), groupsByName: new Map() },
      ...{ raProfiles: new Map(), raProfilesByName: new Map(), attributes: new Map() },
    }),
    patterns: createPatternEngine(),
    startWalk: async () => void (started += 1),
    newId: () => 'request',
    now: () => new Date(0),
  });
  return { request, postponed, started: () => started };
}

describe('requests for many validations', () => {
  it('make listed certificates due and start a run', async () => {
    const { request, postponed, started } = requesting(0);
    expect(await request({ certificates: ['a', 'b'] })).toEqual({ requested: 2, more: false });
    expect(postponed).toEqual([{ uuids: ['a', 'b'], at: checkNow }]);
    expect(started()).toBe(1);
  });

  it('take all that a filter finds, page by page', async () => {
    const { request, postponed } = requesting(1_200);
    expect(await request({ filter: null })).toEqual({ requested: 1_200, more: false });
    expect(postponed.map(({ uuids }) => uuids.length)).toEqual([500, 500, 200]);
  });

  it('end at a bound and say so', async () => {
    const { request } = requesting(mostRequested + 1);
    expect(await request({ filter: null })).toEqual({ requested: mostRequested, more: true });
  });

  it('start nothing when nothing matches', async () => {
    const { request, started } = requesting(0);
    expect(await request({ filter: null })).toEqual({ requested: 0, more: false });
    expect(started()).toBe(0);
  });

  it('refuse a condition that is none', async () => {
    const filter = { source: 'property', field: 'COMMON_NAM', operator: 'EQUALS', value: 'x' };
    await expect(requesting(0).request({ filter })).rejects.toMatchObject({ code: 'invalid_condition' });
  });
});
