import { setTimeout as sleep } from 'node:timers/promises';
import { runNodeScript } from './node-script';
import { identityOf } from './process-identity';
import { runCommand } from './run-command';

const sh = (script: string, more = {}) => runCommand({ program: 'sh', args: ['-c', script], limitMs: 10_000, ...more });

describe('runCommand', () => {
  it('gives the output of both channels, also in pieces', async () => {
    const pieces: string[] = [];
    const output = await sh('echo one; echo two >&2', { onOutput: (text: string) => pieces.push(text) });
    expect(output.split('\n').sort()).toEqual(['', 'one', 'two']);
    expect(pieces.join('')).toBe(output);
  });

  it.each([
    ['a failure with its last lines', 'echo a; echo b; echo c; echo d; exit 3', 'sh -c: exit code 3: b | c | d'],
    ['a failure without output', 'exit 4', 'sh -c: exit code 4'],
    ['an end by a signal', 'kill -KILL $$', 'sh -c: ended by SIGKILL'],
  ])('reports %s', async (_, script, message) => {
    await expect(sh(script)).rejects.toThrow(message);
  });

  it('reports a program that is not there', async () => {
    await expect(runCommand({ program: 'no-such-program', args: [], limitMs: 1_000 })).rejects.toThrow(
      'no-such-program is not installed',
    );
  });

  it.each([
    ['the time limit', () => ({ limitMs: 300 }), 'no result after 0 s'],
    ['an abort', () => ({ signal: AbortSignal.timeout(300) }), 'stopped'],
  ])('ends all that was started at %s', async (_, more, message) => {
    let output = '';
    const onOutput = (text: string) => (output += text);
    await expect(sh('sleep 300 & echo $!; wait', { ...more(), onOutput })).rejects.toThrow(message);
    for (let tries = 0; identityOf(Number(output)) !== undefined && tries < 100; tries++) await sleep(20);
    expect(Number(output)).toBeGreaterThan(0);
    expect(identityOf(Number(output))).toBeUndefined();
  });
});

describe('runNodeScript', () => {
  it('gives what the script answers', async () => {
    const body = "console.log('noise'); answer({ sum: args.map(Number).reduce((a, b) => a + b) });";
    expect(await runNodeScript(body, ['1', '2'], { limitMs: 10_000 })).toEqual({ sum: 3 });
  });

  it('fails with the first line of the error', async () => {
    await expect(
      runNodeScript("throw new Error('no\\nstack')", [], { limitMs: 10_000, title: 'download' }),
    ).rejects.toThrow(/^download: exit code 1: no$/);
  });
});
