import { spawnSync } from 'node:child_process';

/** Whether this machine has the Python that many tests of scripts are written in; those that need it are skipped without. */
export const hasPython =
  spawnSync('/usr/bin/env', ['python3', '--version'], { env: { PATH: '/usr/local/bin:/usr/bin:/bin' } }).status === 0;
