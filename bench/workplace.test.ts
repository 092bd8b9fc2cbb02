import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openWorkplace } from './workplace';

const node = (script: string) => ({ program: process.execPath, args: ['-e', script], isQuiet: true });

/** Starts a process that stays, and says its id. */
const leaveBehind = `const { spawn } = require('node:child_process');
const child = spawn('sleep', ['300'], { stdio: 'ignore' });
child.unref();
console.log(child.pid);`;

describe('openWorkplace', () => {
  it('runs commands with temporary files of their own and goes with its folder', async () => {
    const workplace = openWorkplace('.');
    const run = await workplace.run(node('console.log(require("node:os").tmpdir())'));
    expect(run).toEqual({ isDone: true, end: 'exit code 0', output: `${workplace.folder}\n` });
    await workplace.close();
    expect(existsSync(workplace.folder)).toBe(false);
  });

  it.each([
    { name: 'an exit code', command: node('process.exit(3)'), end: 'exit code 3' },
    { name: 'a signal', command: node('process.kill(process.pid, "SIGKILL")'), end: 'SIGKILL' },
    { name: 'no such program', command: { program: 'no-such-program', args: [] }, end: 'spawn no-such-program ENOENT' },
  ])('tells how a command failed: $name', async ({ command, end }) => {
    const workplace = openWorkplace('.');
    expect(await workplace.run(command)).toMatchObject({ isDone: false, end });
    await workplace.close();
  });

  it('stops what a command has left running', async () => {
    const workplace = openWorkplace('.');
    const { output } = await workplace.run(node(leaveBehind));
    await untilGone(Number(output));
    await workplace.close();
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('leaves nothing behind after %s', async (signal) => {
    const script = `const { openWorkplace } = require(${JSON.stringify(path.join(__dirname, 'workplace'))});
const workplace = openWorkplace('.');
console.log(workplace.folder);
void workplace.run({ program: process.execPath, args: ['-e', 'console.log(process.pid); setInterval(() => {}, 1000)'] });`;
    const bench = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    bench.stdout.on('data', (text: Buffer) => (said += text.toString()));
    while (!/\n\d+\n/.test(said)) await sleep(20);
    const [folder, pid] = said.split('\n');
    const ended = once(bench, 'exit');
    bench.kill(signal);
    await ended;
    await untilGone(Number(pid));
    for (let look = 0; look < 200 && existsSync(folder!); look += 1) await sleep(50);
    expect(existsSync(folder!)).toBe(false);
  });
});

async function untilGone(pid: number): Promise<void> {
  expect(pid).toBeGreaterThan(1);
  for (let look = 0; look < 200; look += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(50);
  }
  throw new Error(`process ${pid} is still there`);
}
