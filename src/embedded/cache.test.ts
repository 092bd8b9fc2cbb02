import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cached, cacheFolder, install } from './cache';

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-cache-'));
afterAll(() => rmSync(folder, { recursive: true }));

const entry = { engine: 'thing', version: '1.0', program: path.join('bin', 'thing') };
const log = { info: () => {}, warn: () => {}, error: () => {} };

function fill(scratch: string): void {
  mkdirSync(path.join(scratch, 'bin'));
  writeFileSync(path.join(scratch, 'bin', 'thing'), '#!/bin/sh\n', { mode: 0o755 });
}

describe('cacheFolder', () => {
  it.each([
    ['the home folder', {}, path.join(homedir(), '.cache/certloom/engines')],
    ['XDG_CACHE_HOME', { XDG_CACHE_HOME: '/x' }, '/x/certloom/engines'],
    ['no relative XDG_CACHE_HOME', { XDG_CACHE_HOME: 'x' }, path.join(homedir(), '.cache/certloom/engines')],
  ])('follows %s', (_, env, expected) => {
    expect(cacheFolder(env as NodeJS.ProcessEnv)).toBe(expected);
  });
});

describe('install', () => {
  it('builds once for several that want it at once, and not again', async () => {
    const cache = path.join(folder, 'a');
    let builds = 0;
    const build = async (scratch: string) => {
      builds++;
      await sleep(50);
      fill(scratch);
    };
    const programs = await Promise.all([1, 2, 3].map(() => install(entry, build, { log, cache })));
    expect(new Set(programs)).toEqual(new Set([path.join(cache, 'thing-1.0', 'bin', 'thing')]));
    expect(builds).toBe(1);
    expect(cached(entry, cache)).toBe(programs[0]);
    expect(readdirSync(cache)).toEqual(['thing-1.0']);
  });

  it('leaves nothing behind when the build fails', async () => {
    const cache = path.join(folder, 'b');
    const failing = async (scratch: string) => {
      fill(scratch);
      throw new Error('compiler error');
    };
    await expect(install(entry, failing, { log, cache })).rejects.toThrow('compiler error');
    await expect(install(entry, async () => {}, { log, cache })).rejects.toThrow('it did not give bin/thing');
    expect(cached(entry, cache)).toBeUndefined();
    expect(readdirSync(cache)).toEqual([]);
  });

  it('replaces an entry that is damaged', async () => {
    const cache = path.join(folder, 'c');
    mkdirSync(path.join(cache, 'thing-1.0', 'bin'), { recursive: true });
    writeFileSync(path.join(cache, 'thing-1.0', 'bin', 'thing'), 'half', { mode: 0o600 });
    expect(cached(entry, cache)).toBeUndefined();
    await install(entry, async (scratch) => fill(scratch), { log, cache });
    expect(cached(entry, cache)).toBeDefined();
  });

  it('names XDG_CACHE_HOME when the cache cannot be written', async () => {
    writeFileSync(path.join(folder, 'file'), '');
    await expect(install(entry, async () => {}, { log, cache: path.join(folder, 'file', 'x') })).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('XDG_CACHE_HOME'),
    });
  });
});
