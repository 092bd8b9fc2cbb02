import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeRunFolder } from './process/run-folder';
import { runtimeAdapters } from './runtimes/runtimes';
import { openWorkplace } from './workplace';

const parent = mkdtempSync(path.join(tmpdir(), 'certloom-workplace-'));
afterAll(() => rmSync(parent, { recursive: true }));
const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);

describe("a worker's folder", () => {
  it('holds the programs for all to read, and is closed but for the way to them', async () => {
    const shared = await openWorkplace(runtimeAdapters, null, parent);
    expect(modeOf(shared.base)).toBe('700');
    const own = await openWorkplace(runtimeAdapters, { uid: 1, gid: 1, name: 'one' }, parent);
    expect(modeOf(own.base)).toBe('711');
    const node = runtimeAdapters.find(({ runtime }) => runtime === 'node')!;
    const programs = own.programsOf(node);
    expect(readdirSync(programs).sort()).toEqual([...node.programs!.names].sort());
    for (const name of readdirSync(programs)) expect(modeOf(path.join(programs, name))).toBe('444');
    await Promise.all([shared.remove(), own.remove()]);
    expect(readdirSync(parent)).toEqual([]);
  });

  it('has a folder for each run, of which request and script are for the run alone', async () => {
    const workplace = await openWorkplace(runtimeAdapters, null, parent);
    const folder = makeRunFolder(workplace.base, null);
    folder.writeRequest('{}');
    const script = folder.addScript('x.sh', 'true');
    for (const made of [folder.work, path.dirname(folder.request), path.dirname(folder.work)]) {
      expect(modeOf(made)).toBe('700');
    }
    expect([modeOf(script), modeOf(folder.request)]).toEqual(['600', '600']);
    expect(path.dirname(folder.request)).not.toBe(folder.work);
    expect(folder.socket.length).toBeLessThan(100);
    workplace.discard(folder);
    await workplace.remove();
    expect(existsSync(workplace.base)).toBe(false);
  });

  it('keeps the folder of a warm process for its next run, unless something was left in there or made of it', async () => {
    const workplace = await openWorkplace(runtimeAdapters, null, parent);
    const take = (key: string | null) => {
      const folder = workplace.takeFolder(key);
      folder.writeRequest('{}');
      folder.addScript('x.sh', 'true');
      writeFileSync(folder.result, '{}');
      return folder;
    };
    const first = take('a');
    workplace.keepFolder('a', first);
    expect(readdirSync(first.work)).toEqual([]);
    expect(take('b').work).not.toBe(first.work);
    expect(take(null).work).not.toBe(first.work);
    const second = take('a');
    expect(second.work).toBe(first.work);
    writeFileSync(path.join(second.work, 'left'), '');
    workplace.keepFolder('a', second);
    const third = take('a');
    expect(third.work).not.toBe(first.work);
    chmodSync(third.work, 0o777);
    workplace.keepFolder('a', third);
    expect(take('a').work).not.toBe(third.work);
    await workplace.remove();
    expect(existsSync(workplace.base)).toBe(false);
  });

  it('removes what a worker left that is gone, and nothing else', async () => {
    const { pid } = spawnSync('true');
    const left = (name: string, owner: string) => {
      const folder = path.join(parent, name);
      mkdirSync(folder);
      writeFileSync(path.join(folder, 'owner.json'), owner);
    };
    left('certloom-scripts-gone', JSON.stringify({ pid, startTicks: 1 }));
    left('certloom-scripts-reused', JSON.stringify({ pid: process.pid, startTicks: 1 }));
    left('certloom-scripts-unfinished', '');
    left('other-gone', JSON.stringify({ pid, startTicks: 1 }));
    symlinkSync(path.join(parent, 'other-gone'), path.join(parent, 'certloom-scripts-link'));
    const living = await openWorkplace(runtimeAdapters, null, parent);
    const next = await openWorkplace(runtimeAdapters, null, parent);
    const names = readdirSync(parent).filter((name) => ![living.base, next.base].includes(path.join(parent, name)));
    expect(names.sort()).toEqual(['certloom-scripts-link', 'certloom-scripts-unfinished', 'other-gone']);
    expect(existsSync(living.base)).toBe(true);
    await Promise.all([living.remove(), next.remove()]);
  });
});
