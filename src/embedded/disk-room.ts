import { statfsSync } from 'node:fs';

const mebibyte = 1024 * 1024;
/** An empty database and its journal need some 100 MB; below this a start would end half-way. */
export const leastFreeToStartBytes = 256 * mebibyte;
/**
 * What is left free while engines run: the database's next log file (64 MB), a checkpoint, and what was accepted and
 * is not finished yet. An engine that meets a full disk in the middle of a write may have to be started again.
 */
export const leastFreeToRunBytes = 128 * mebibyte;
/** A look is a system call of microseconds, but requests come by the hundred. */
const freshMs = 1_000;

/** Bytes that this user may still write on the disk of `folder`. */
export function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/**
 * Whether the disk of `folder` has enough room to take on more, looked at once a second at the most. A disk that
 * cannot be asked counts as one with room: its writes fail by themselves.
 */
export function createRoomCheck(
  folder: string,
  freeBytes: (folder: string) => number = freeBytesOf,
  now: () => number = () => performance.now(),
): () => boolean {
  let hasRoom = true;
  let askedAt: number | undefined;
  return () => {
    const at = now();
    if (askedAt === undefined || at - askedAt >= freshMs) {
      askedAt = at;
      try {
        hasRoom = freeBytes(folder) >= leastFreeToRunBytes;
      } catch {
        hasRoom = true;
      }
    }
    return hasRoom;
  };
}
