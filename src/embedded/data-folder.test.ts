import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { holdDataFolder } from './data-folder';
import { madeBy } from './made-by';
import { identityOf } from './process-identity';

const root = mkdtempSync(path.join(tmpdir(), 'certloom-data-'));
afterAll(() => rmSync(root, { recursive: true }));
const log = { info: () => {}, warn: () => {}, error: () => {} };

describe('holdDataFolder', () => {
  it('makes the folder for its owner only and gives it back', async () => {
    const folder = path.join(root, 'a', 'data');
    const held = await holdDataFolder(folder, log);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await expect(holdDataFolder(folder, log)).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringMatching(/in use by process \d+: .*CERTLOOM_DATA_DIR/),
    });
    held.release();
    (await holdDataFolder(folder, log)).release();
  });

  (process.platform === 'win32' ? it.skip : it)(
    'warns of a folder that others may look into, and leaves it',
    async () => {
      const folder = path.join(root, 'open');
      mkdirSync(folder);
      const warned = async (mode: number) => {
        chmodSync(folder, mode);
        const lines: string[] = [];
        (await holdDataFolder(folder, { ...log, warn: (line) => lines.push(line) })).release();
        expect(statSync(folder).mode & 0o777).toBe(mode);
        return lines;
      };
      expect(await warned(0o755)).toEqual([expect.stringMatching(/open to other accounts \(mode 0755\).*chmod 700/)]);
      expect(await warned(0o750)).toHaveLength(1);
      expect(await warned(0o700)).toEqual([]);
    },
  );

  it('says that the disk is full, and keeps no lock', async () => {
    const folder = path.join(root, 'full');
    await expect(holdDataFolder(folder, log, () => 5 * 1024 * 1024)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/is full \(5 MB free\).*CERTLOOM_DATA_DIR/),
    });
    (await holdDataFolder(folder, log)).release();
  });

  it('says that the folder cannot be written', async () => {
    writeFileSync(path.join(root, 'file'), '');
    await expect(holdDataFolder(path.join(root, 'file'), log)).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('CERTLOOM_DATA_DIR'),
    });
  });

  it('ends the engines that an earlier start left behind', async () => {
    const folder = path.join(root, 'left');
    const orphan = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
    const gone = new Promise((resolve) => orphan.once('exit', (_, signal) => resolve(signal)));
    const first = await holdDataFolder(folder, log);
    first.noteEngine('thing', orphan.pid ?? 0);
    rmSync(path.join(folder, 'certloom.lock'));
    expect(existsSync(path.join(folder, 'engines.json'))).toBe(true);
    const second = await holdDataFolder(folder, log);
    expect(await gone).toBe('SIGTERM');
    expect(identityOf(orphan.pid ?? 0)).toBeUndefined();
    second.release();
  });

  it('leaves a process alone that has the number of an engine of old', async () => {
    const folder = path.join(root, 'reused');
    (await holdDataFolder(folder, log)).release();
    writeFileSync(
      path.join(folder, 'engines.json'),
      JSON.stringify({ thing: { pid: process.pid, started: 'long ago' } }),
    );
    (await holdDataFolder(folder, log)).release();
  });
});

describe('madeBy', () => {
  it('objects to another engine on data that are there', () => {
    const maker = madeBy(path.join(root, 'store'));
    expect(maker.objection('mongod')).toBeUndefined();
    maker.write('secantus-rust');
    expect(maker.objection('secantus-rust')).toBeUndefined();
    expect(maker.objection('mongod')).toMatch(/written by secantus-rust, not by mongod$/);
  });
});
