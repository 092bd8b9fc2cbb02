/** `certloom start` in a process of its own, which is started again when it crashes: what `npm start` runs. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { guard } from './src/embedded/orphan-guard';
import { supervise } from './src/lifecycle/supervisor';
import { createLogger } from './src/telemetry/logging';

const program = path.join(__dirname, 'certloom.js');

void supervise({
  start() {
    // A group of its own: a Ctrl+C of the terminal comes here and is passed on once. Node's options (memory) go with it.
    const child = spawn(process.execPath, [...process.execArgv, program, 'start'], {
      detached: true,
      stdio: 'inherit',
    });
    guard(child);
    return child;
  },
  log: createLogger({ level: 'info', pretty: process.stdout.isTTY }),
}).then((exitCode) => {
  process.exitCode = exitCode;
});
