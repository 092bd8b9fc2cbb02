import path from 'node:path';
import type { RuntimeAdapter } from '../adapter';

/** Reads `CERTLOOM_INPUT`, writes `CERTLOOM_RESULT`. */
export const bash: RuntimeAdapter = {
  runtime: 'bash',
  command: ['bash'],
  softStop: 'SIGTERM',
  programs: null,
  resultOf: 'script',
  argv: (command, { script }) => [...command, '--noprofile', '--norc', script],
  versionCommand: (command) => [...command, '--noprofile', '--norc', '-c', 'printf %s "$BASH_VERSION"'],
  readVersion(answer) {
    const [, version] = /^(\d+\.\d+\.\d+)/.exec(answer) ?? [];
    return version === undefined ? null : { version };
  },
  /** `…/name.sh: line 7: no_such: command not found`, where that is the last that was said. */
  errorIn(stderr, scriptFile) {
    const last = stderr.trimEnd().split('\n').at(-1)!;
    const [, file = '', line, message] = /^(.+): line (\d+): (.+)$/.exec(last) ?? [];
    if (message === undefined || path.basename(file) !== path.basename(scriptFile)) return null;
    return { message, type: null, id: null, line: Number(line) };
  },
};
