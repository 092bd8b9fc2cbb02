import { setTimeout as sleep } from 'node:timers/promises';
import { inLanes } from './lanes';

describe('inLanes', () => {
  it.each([
    { name: 'fewer items than lanes', items: 2, lanes: 5, most: 2 },
    { name: 'more items than lanes', items: 7, lanes: 3, most: 3 },
    { name: 'nothing', items: 0, lanes: 3, most: 0 },
  ])('$name', async ({ items, lanes, most }) => {
    const done: number[] = [];
    let running = 0;
    let seen = 0;
    await inLanes(Array.from({ length: items }).keys(), lanes, async (item) => {
      running += 1;
      seen = Math.max(seen, running);
      await sleep(1);
      done.push(item);
      running -= 1;
    });
    expect(done.sort()).toEqual([...Array(items).keys()]);
    expect(seen).toBe(most);
  });

  it('waits for the other lanes before it fails', async () => {
    const ended: string[] = [];
    const work = async (item: string) => {
      if (item === 'bad') throw new Error('bad');
      await sleep(5);
      ended.push(item);
    };
    await expect(inLanes(['bad', 'good'], 2, work)).rejects.toThrow('bad');
    expect(ended).toEqual(['good']);
  });
});
