import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tryLock } from './file-lock';
import { identityOf, isRunning } from './process-identity';

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => readdirSync(folder).forEach((name) => rmSync(path.join(folder, name))));
const file = path.join(folder, 'lock');

/** A process that has ended, with the identity it had. */
async function ended() {
  const child = spawn('sleep', ['60']);
  const identity = identityOf(child.pid ?? 0);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  if (identity === undefined) throw new Error('the child was not seen');
  return identity;
}

describe('tryLock', () => {
  it('is held once, and again after its release', () => {
    const first = tryLock(file);
    expect(first).toMatchObject({ held: true, stale: false });
    expect(tryLock(file)).toMatchObject({ held: false, holder: { pid: process.pid } });
    if (first.held) first.release();
    expect(existsSync(file)).toBe(false);
    expect(tryLock(file)).toMatchObject({ held: true });
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it('takes over the lock of a process that is gone', async () => {
    writeFileSync(file, JSON.stringify(await ended()));
    expect(tryLock(file)).toMatchObject({ held: true, stale: true });
  });

  it('takes over the lock of an earlier process with a number that is used again', () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'long ago' }));
    expect(tryLock(file)).toMatchObject({ held: true, stale: true });
  });

  it('takes over a lock that a full disk left empty', () => {
    writeFileSync(file, '');
    expect(tryLock(file)).toMatchObject({ held: true, stale: true });
  });

  it('does not remove the lock of another at its release', () => {
    const lost = tryLock(file);
    writeFileSync(file, JSON.stringify({ pid: 1, started: 'x' }));
    if (lost.held) lost.release();
    expect(existsSync(file)).toBe(true);
  });
});

describe('isRunning', () => {
  it('tells a process from its end', async () => {
    const own = identityOf(process.pid);
    expect(own !== undefined && isRunning(own)).toBe(true);
    expect(isRunning(await ended())).toBe(false);
    expect(identityOf(0)).toBeUndefined();
  });
});
