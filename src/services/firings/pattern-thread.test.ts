import { hostilePatterns, hostileText } from '../../../test/support/hostile-patterns';
import { createPatternThread } from './pattern-thread';

const thread = createPatternThread();
afterAll(() => thread.close());

describe('createPatternThread', () => {
  it('answers for each text, one search after the other', async () => {
    const both = await Promise.all([
      thread.search([{ pattern: 'b\\d', texts: ['web1', 'web'] }], 20_000),
      thread.search(
        [
          { pattern: '(?i)WEB', texts: ['web1'] },
          { pattern: '^$', texts: [] },
        ],
        20_000,
      ),
    ]);
    expect(both).toEqual([[[true, false]], [[true], []]]);
  });

  it('ends a search that takes too long, and goes on with the next one', async () => {
    const texts = Array.from({ length: 2_000 }, () => hostileText(5_000));
    const startedAt = performance.now();
    expect(await thread.search([{ pattern: hostilePatterns[0]!, texts }], 200)).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(await thread.search([{ pattern: 'a', texts: ['a'] }], 20_000)).toEqual([[true]]);
  });

  it('tells of no answer when the thread fails', async () => {
    expect(await thread.search([{ pattern: '(', texts: ['a'] }], 20_000)).toBeNull();
    expect(await thread.search([{ pattern: 'a', texts: ['a'] }], 20_000)).toEqual([[true]]);
  });
});
