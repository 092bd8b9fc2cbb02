import { tmpdir } from 'node:os';
import { createRoomCheck, freeBytesOf, leastFreeToRunBytes } from './disk-room';

describe('disk room', () => {
  it.each([
    [leastFreeToRunBytes, true],
    [leastFreeToRunBytes - 1, false],
    [0, false],
  ])('%d bytes free: %s', (free, expected) => {
    expect(createRoomCheck('/data', () => free)()).toBe(expected);
  });

  it('looks once a second, and sees when room was made', () => {
    const free = [0, leastFreeToRunBytes];
    let at = 0;
    const hasRoom = createRoomCheck(
      '/data',
      () => free.shift()!,
      () => at,
    );
    const seen = [0, 999, 1_000, 1_999].map((moment) => {
      at = moment;
      return hasRoom();
    });
    expect(seen).toEqual([false, false, true, true]);
    expect(free).toEqual([]);
  });

  it('does not stop work because the disk cannot be asked', () => {
    const hasRoom = createRoomCheck('/data', () => {
      throw new Error('ENOSYS');
    });
    expect(hasRoom()).toBe(true);
  });

  it('reads the true figure', () => {
    expect(freeBytesOf(tmpdir())).toBeGreaterThan(0);
  });
});
