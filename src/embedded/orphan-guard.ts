import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** Ends what it watches: SIGTERM to the process group, SIGKILL to what is left of it after 15 s. */
const script = `read _
kill -TERM -"$0"
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do kill -0 -"$0" || exit; sleep 1; done
kill -KILL -"$0"`;

/**
 * Ties a process group to the life of this process: a shell waits for our end, and when we are killed its side of the
 * pipe closes and it stops the group. Without it a `kill -9` would leave a server that holds port and data, or a
 * compiler that works for nobody. The guard goes when the watched child goes.
 */
export function guard(child: ChildProcess): void {
  if (child.pid === undefined) return;
  const shell = spawn('/bin/sh', ['-c', script, String(child.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // A system without /bin/sh only loses the guard.
  shell.once('error', () => {});
  shell.stdin.once('error', () => {});
  // A pipe is a socket to Node; it must not keep this process alive.
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  shell.unref();
  child.once('exit', () => shell.kill('SIGKILL'));
}
