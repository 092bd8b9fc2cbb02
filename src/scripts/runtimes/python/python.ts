import path from 'node:path';
import type { RuntimeAdapter } from '../adapter';

/** Reads `CERTLOOM_INPUT`, writes `CERTLOOM_RESULT`; without names of the environment and without a user's packages. */
export const python: RuntimeAdapter = {
  runtime: 'python',
  command: ['python3'],
  softStop: 'SIGTERM',
  programs: null,
  resultOf: 'script',
  argv: (command, { script }) => [...command, '-E', '-s', script],
  versionCommand: (command) => [
    ...command,
    '-E',
    '-s',
    '-c',
    'import sys; print(sys.version.split()[0], sys.executable, sep="\\n")',
  ],
  readVersion(answer) {
    const [version = '', executable = ''] = answer.trim().split('\n');
    if (!/^\d+\.\d+/.test(version)) return null;
    // A launcher such as pyenv's costs more than the script, and needs what a script's environment does not have.
    return path.isAbsolute(executable) ? { version, command: [executable] } : { version };
  },
  /** The last traceback: its innermost line in the script, and its last line `Type: message`. */
  errorIn(stderr, scriptFile) {
    const start = stderr.lastIndexOf('Traceback (most recent call last):');
    const trace = start === -1 ? stderr : stderr.slice(start);
    const places = [...trace.matchAll(/^\s*File "(.+)", line (\d+)/gm)].filter(
      ([, file]) => path.basename(file!) === path.basename(scriptFile),
    );
    const last = [...trace.matchAll(/^([A-Za-z_][\w.]*)(?:: (.*))?$/gm)].at(-1);
    if (last === undefined || (start === -1 && places.length === 0)) return null;
    const [, type, message] = last;
    const line = places.at(-1)?.[2];
    return { message: message ?? type!, type: type!, id: null, line: line === undefined ? null : Number(line) };
  },
};
