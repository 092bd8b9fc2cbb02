import { hostname } from 'node:os';
import { spawnSync } from 'node:child_process';
import { workerSelf } from './self';

const given = { id: 'w1', version: '1.2.3', startedAt: new Date(0) };

describe('what a process calls itself', () => {
  it('is its number, machine and account', () => {
    const { stdout } = spawnSync('id', ['-un'], { encoding: 'utf8' });
    expect(workerSelf(given)).toEqual({
      ...given,
      identity: `${process.pid}@${hostname()}`,
      host: hostname(),
      pid: process.pid,
      osUser: stdout.trim(),
    });
  });
});
