import type { FetchOutcome } from '../../outbound/http-fetcher';
import { createFetchedThings } from './fetched';

const url = 'http://crl.example.test/one.crl';

function build(answers: Record<string, () => FetchOutcome | Promise<FetchOutcome>>, keptBytes = 1_000_000) {
  let time = 0;
  const asked: string[] = [];
  const things = createFetchedThings<string>({
    fetcher: {
      fetch: async (address) => {
        asked.push(address);
        return answers[address]!();
      },
    },
    maxBytes: 100_000,
    read: (bytes) => (bytes.toString() === 'no list' ? null : bytes.toString()),
    what: 'a revocation list',
    freshUntil: (_value, now) => new Date(now.getTime() + 60_000),
    now: () => new Date(time),
    keptBytes,
  });
  return { things, asked, after: (ms: number) => (time += ms) };
}

const answered = (text: string, status = 200): FetchOutcome => ({
  kind: 'answered',
  status,
  headers: {},
  body: Buffer.from(text),
});

describe('things at addresses that certificates name', () => {
  it('are fetched once while they are fresh, also when many ask at once', async () => {
    const { things, asked, after } = build({ [url]: () => answered('list') });
    expect(await Promise.all([things.get(url), things.get(url)])).toEqual([
      { value: 'list', fault: null },
      { value: 'list', fault: null },
    ]);
    await things.get(url);
    expect(asked).toHaveLength(1);
    after(60_001);
    await things.get(url);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['a status', answered('x', 404), 'crl.example.test answers 404'],
    ['other bytes', answered('no list'), 'crl.example.test does not answer with a revocation list'],
    [
      'silence',
      { kind: 'failed', code: 'timeout', reason: 'did not answer in time' },
      'crl.example.test did not answer in time',
    ],
    [
      'a refusal',
      { kind: 'refused', code: 'address_not_allowed', detail: 'The address is not public.' },
      'crl.example.test: The address is not public.',
    ],
  ] as [string, FetchOutcome, string][])('say in words what failed: %s', async (_what, outcome, fault) => {
    const { things, asked, after } = build({ [url]: () => outcome });
    expect(await things.get(url)).toEqual({ value: null, fault });
    after(4 * 60_000);
    await things.get(url);
    expect(asked).toHaveLength(1);
    after(2 * 60_000);
    await things.get(url);
    expect(asked).toHaveLength(2);
  });

  it('are let go when they take too much room, what was used longest ago first', async () => {
    const large = answered('x'.repeat(3_000));
    const names = ['a', 'b', 'c'].map((name) => `http://${name}.example.test/`);
    const { things, asked } = build(Object.fromEntries(names.map((name) => [name, () => large])), 8_000);
    for (const name of names.slice(0, 2)) await things.get(name);
    await things.get(names[0]!);
    await things.get(names[2]!);
    asked.length = 0;
    await things.get(names[0]!);
    expect(asked).toEqual([]);
    await things.get(names[1]!);
    expect(asked).toEqual([names[1]]);
  });

  it('ask again when the fetch itself broke', async () => {
    let broken = true;
    const { things } = build({
      [url]: () => {
        if (broken) throw new Error('broken');
        return answered('list');
      },
    });
    await expect(things.get(url)).rejects.toThrow('broken');
    broken = false;
    expect(await things.get(url)).toEqual({ value: 'list', fault: null });
  });
});
