import { setTimeout as sleep } from 'node:timers/promises';
import { createGate } from './gate';

describe('createGate', () => {
  it('lets so many in at once, the others in their order, and sends away who is too many', async () => {
    const gate = createGate({ atOnce: 2, waiting: 2, waitMs: 60_000 });
    const began: number[] = [];
    const ends: (() => void)[] = [];
    const work = (id: number) =>
      gate(async () => {
        began.push(id);
        await new Promise<void>((resolve) => ends.push(resolve));
        return id;
      });
    const all = [1, 2, 3, 4].map(work);
    await expect(work(5)).rejects.toMatchObject({ code: 'overloaded', more: { retryAfterSeconds: 2 } });
    expect(began).toEqual([1, 2]);
    for (let end = 0; end < 4; end += 1) {
      ends[end]!();
      await all[end];
      await sleep(0);
    }
    expect(began).toEqual([1, 2, 3, 4]);
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4]);
  });

  it('frees the place of work that failed', async () => {
    const gate = createGate({ atOnce: 1, waiting: 1, waitMs: 60_000 });
    await expect(gate(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(await gate(async () => 'next')).toBe('next');
  });

  it('lets nobody wait without end', async () => {
    const gate = createGate({ atOnce: 1, waiting: 1, waitMs: 5 });
    let end = () => {};
    const first = gate(() => new Promise<void>((resolve) => (end = resolve)));
    await expect(gate(async () => 'never')).rejects.toMatchObject({ code: 'overloaded' });
    end();
    await first;
    expect(await gate(async () => 'again')).toBe('again');
  });

  it('sends nobody away who must wait', async () => {
    const gate = createGate({ atOnce: 1, waiting: 0, waitMs: 1 });
    let end = () => {};
    const first = gate(() => new Promise<void>((resolve) => (end = resolve)));
    const later = gate(async () => 'page 2', { mustWait: true });
    await expect(gate(async () => 'never')).rejects.toMatchObject({ code: 'overloaded' });
    await sleep(10);
    end();
    await first;
    expect(await later).toBe('page 2');
  });
});
