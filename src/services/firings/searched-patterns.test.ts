import { createPatternEngine } from './pattern-engine';
import type { PatternThread, Sought } from './pattern-thread';
import { createSearchedPatterns } from './searched-patterns';

function scene(answer: (sought: readonly Sought[]) => readonly (readonly boolean[])[] | null) {
  const searches: (readonly Sought[])[] = [];
  const thread: PatternThread = {
    async search(sought) {
      searches.push(sought);
      return answer(sought);
    },
    close: async () => undefined,
  };
  return { searches, searched: createSearchedPatterns(createPatternEngine(), thread) };
}

const nothing = (sought: readonly Sought[]) => sought.map(({ texts }) => texts.map(() => false));

describe('createSearchedPatterns', () => {
  it('has the thread search what will be asked, each text once, and answers from that', async () => {
    // Not what the engine would say, so that it shows where an answer comes from.
    const { searches, searched } = scene(nothing);
    const pattern = searched.patterns.compile('a');
    const asked: (boolean | undefined)[] = [];
    const ask = (text: string) => void asked.push(pattern.find(text));
    expect(await searched.prepare(['a1', 'a1', 'a2'], ask)).toBe(3);
    expect(searches).toEqual([[{ pattern: 'a', texts: ['a1', 'a2'] }]]);
    asked.length = 0;
    for (const text of ['a1', 'a2', 'a3']) ask(text);
    expect(asked).toEqual([false, false, true]);
  });

  it('has no answer for what took too long', async () => {
    const { searched } = scene(() => null);
    const pattern = searched.patterns.compile('a');
    await searched.prepare(['a'], (text) => pattern.find(text));
    expect(pattern.find('a')).toBeUndefined();
  });

  it('prepares as many rows as one go takes', async () => {
    const { searched } = scene(nothing);
    const pattern = searched.patterns.compile('[ab]{100}');
    const rows = Array.from({ length: 50 }, (_, index) => `${index}${'a'.repeat(9_000)}`);
    const count = await searched.prepare(rows, (text) => pattern.find(text));
    expect(count).toBeGreaterThan(1);
    expect(count).toBeLessThan(20);
    expect(await searched.prepare(Array(500).fill('short'), (text) => pattern.find(text))).toBe(200);
  });

  it('asks no thread where there is nothing to search', async () => {
    const { searches, searched } = scene(nothing);
    expect(await searched.prepare(['a'], () => undefined)).toBe(1);
    expect(searches).toEqual([]);
  });

  it('tells long patterns and many of them from short ones', () => {
    const { searched } = scene(nothing);
    searched.patterns.compile('\\.example\\.org$');
    expect(searched.isHeavy()).toBe(false);
    searched.patterns.compile('[ab]{90}');
    expect(searched.isHeavy()).toBe(true);
  });
});
