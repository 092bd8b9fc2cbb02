import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');
/** A supervisor over a process that takes memory until it has none, `lives` times, and is well from then on. */
const script = `
  const { spawn } = require('node:child_process');
  const { supervise } = require('./src/lifecycle/supervisor');
  const child = \`
    const fs = require('node:fs');
    const file = '\${process.env.COUNT}';
    const lives = fs.existsSync(file) ? Number(fs.readFileSync(file)) : 0;
    fs.writeFileSync(file, String(lives + 1));
    if (lives < Number(process.env.LIVES)) { const kept = []; for (;;) kept.push(new Array(1e4).fill(lives)); }
    process.on('SIGTERM', () => process.exit(0));
    console.log('well');
    setInterval(() => {}, 1000);\`;
  const log = (line) => console.log(line);
  supervise({
    firstPauseMs: 10,
    log: { info: log, warn: log, error: log },
    start: () => spawn(process.execPath, ['--max-old-space-size=24', '-e', child], { stdio: ['ignore', 'inherit', 'ignore'], detached: true }),
  }).then((code) => process.exit(code));
`;

async function run(lives: number) {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-supervisor-'));
  const supervisor = spawn(process.execPath, ['--import', 'tsx', '-e', script], {
    cwd: root,
    env: { ...process.env, LIVES: String(lives), COUNT: path.join(folder, 'count') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  supervisor.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    // As somebody would who sees that it is up again.
    if (chunk.toString().includes('well')) supervisor.kill('SIGTERM');
  });
  const [code] = (await once(supervisor, 'exit')) as [number | null];
  rmSync(folder, { recursive: true, force: true });
  return { code, said };
}

describe('a process that is out of memory', () => {
  it('figure-F4 is started again until it is well, and a signal reaches it', async () => {
    const { code, said } = await run(2);
    process.stderr.write(`[attack] figure-F4 supervisor:\n${said}`);
    expect(said.match(/started again in/g)).toHaveLength(2);
    expect(code).toBe(0);
  });

  it('figure-F4 is given up when it dies each time', async () => {
    const { code, said } = await run(99);
    expect(said).toContain('it is not started again');
    expect(code).toBe(70);
  });
});
