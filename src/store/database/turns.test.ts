import { createTurns } from './turns';

describe('createTurns', () => {
  it('gives others a turn after 20 ms of work, and counts anew from then', async () => {
    let clock = 0;
    let others = 0;
    const turns = createTurns(() => clock);
    for (let piece = 1; piece <= 8; piece += 1) {
      setImmediate(() => (others += 1));
      clock += 10;
      expect(turns.isDue()).toBe(piece % 2 === 0);
      await turns.give();
      expect(others).toBe(piece % 2 === 0 ? piece : piece - 1);
    }
  });
});
