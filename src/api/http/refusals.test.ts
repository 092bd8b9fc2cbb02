import { createRefusals, type Refusal } from './refusals';

const since = new Date('2030-01-01T00:00:00Z');

function world(maxKinds = 3) {
  const rows: Refusal<string>[] = [];
  const refusals = createRefusals<string>({ write: async (row) => void rows.push(row), now: () => since, maxKinds });
  return { rows, ...refusals };
}

describe('refusals', () => {
  it('are told at once the first time, and counted then', async () => {
    const { note, flush, rows } = world();
    for (let index = 0; index < 1_000; index += 1) await note('a', `request ${index}`);
    expect(rows).toEqual([{ of: 'request 0', count: 1, since }]);
    await flush();
    expect(rows[1]).toEqual({ of: 'request 999', count: 999, since });
    await note('a', 'later');
    expect(rows[2]).toEqual({ of: 'later', count: 1, since });
    await flush();
    expect(rows).toHaveLength(3);
  });

  it('of too many kinds are counted together', async () => {
    const { note, flush, rows } = world();
    for (let kind = 0; kind < 1_000; kind += 1) await note(`10.0.0.${kind}`, 'x');
    expect(rows).toHaveLength(4);
    await flush();
    expect(rows.slice(4)).toEqual([{ of: 'x', count: 996, since }]);
  });
});
