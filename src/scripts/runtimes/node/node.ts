import path from 'node:path';
import type { RuntimeAdapter } from '../adapter';

/** Modules whose default export is called by wrapper.mjs. */
export const node: RuntimeAdapter = {
  runtime: 'node',
  command: [process.execPath],
  softStop: 'SIGTERM',
  programs: {
    folder: __dirname,
    names: ['wrapper.mjs', 'run-script.mjs', 'plain-value.mjs', 'http.mjs', 'put-back.mjs', 'practice.mjs'],
  },
  resultOf: 'host',
  usesHttp: true,
  argv: (command, { programs, request, script, result, events }) => [
    ...command,
    path.join(programs, 'wrapper.mjs'),
    ...['--request', request, '--script', script, '--result', result, '--events', events],
  ],
  serves: {
    argv: (command, { programs, socket }) => [...command, path.join(programs, 'wrapper.mjs'), '--socket', socket],
    practice: 'practice.mjs',
  },
  versionCommand: (command) => [...command, '--version'],
  readVersion(answer) {
    const [, version] = /^v(\d+\.\d+\.\d+)/.exec(answer) ?? [];
    return version === undefined ? null : { version };
  },
};
