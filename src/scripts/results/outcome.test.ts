import type { ScriptResult } from './result';
import { judgeRun, type RunEnding, type RunFindings } from './outcome';

const ending: RunEnding = {
  exit: { exitCode: 0, signal: null },
  stopped: null,
  memoryLimit: 'enforced',
  stdout: { text: '', truncatedBytes: 0 },
  stderr: { text: '', truncatedBytes: 0 },
  leftovers: [],
  durationMs: 5,
  process: 'fresh',
};
const empty: ScriptResult = { host: null, variables: {}, sendEmail: true, notes: [] };
const host = { status: 'succeeded', exitCode: 0, error: null, errorCount: 0 } as const;
const hostSays = (more: object): RunFindings['result'] => ({
  kind: 'result',
  result: { ...empty, host: { ...host, ...more } },
});
const plain = (message: string) => ({ message, type: null, id: null, line: null });

function judge(more: Partial<RunEnding>, result: RunFindings['result'] = { kind: 'result', result: empty }) {
  const findings = { ending: { ...ending, ...more }, result, events: { events: [], notes: [] }, errorIn: () => null };
  const { status, exitCode, error } = judgeRun(findings, { limits: { timeoutSeconds: 9, memoryMiB: 64 } });
  return { status, exitCode, error };
}

describe('a run', () => {
  it.each([
    ['timed_out', 'stopped after its time limit of 9 s'],
    ['cancelled', 'stopped because it was cancelled'],
    ['memory_exceeded', 'ended over its memory limit of 64 MiB'],
    ['process_limit', 'ended over the limit of 64 processes'],
  ] as const)('that was stopped is %s, whatever its exit code says', (stopped, message) => {
    expect(judge({ stopped })).toEqual({ status: stopped, exitCode: 0, error: plain(message) });
    expect(judge({ stopped }, hostSays({}))).toMatchObject({ status: stopped });
  });

  it('without a host is judged by its exit code, then by its result', () => {
    expect(judge({})).toEqual({ status: 'succeeded', exitCode: 0, error: null });
    expect(judge({ exit: { exitCode: 3, signal: null } })).toEqual({
      status: 'failed',
      exitCode: 3,
      error: plain('exit code 3'),
    });
    expect(judge({ exit: { exitCode: null, signal: 'SIGSEGV' } })).toMatchObject({
      status: 'failed',
      error: plain('ended by SIGSEGV'),
    });
    const invalid = { kind: 'invalid', message: 'the result is no JSON' } as const;
    expect(judge({}, invalid)).toMatchObject({
      status: 'invalid_result',
      error: plain('invalid_result: the result is no JSON'),
    });
    expect(judge({ exit: { exitCode: 3, signal: null } }, invalid)).toMatchObject({ status: 'failed', exitCode: 3 });
  });

  it('with a host is judged by what that says, not by the exit code of its program', () => {
    expect(judge({ exit: { exitCode: null, signal: 'SIGKILL' } }, hostSays({}))).toMatchObject({
      status: 'succeeded',
      exitCode: 0,
    });
    expect(judge({}, hostSays({ status: 'failed', exitCode: 5 }))).toEqual({
      status: 'failed',
      exitCode: 5,
      error: plain('exit code 5'),
    });
    const thrown = { ...plain('invalid_result: a list'), line: 4 };
    expect(judge({}, hostSays({ status: 'failed', exitCode: null, error: thrown }))).toMatchObject({
      status: 'invalid_result',
      error: thrown,
    });
    expect(judge({}, { kind: 'missing' })).toMatchObject({ status: 'failed' });
  });
});
