import path from 'node:path';
import { isExecutable } from './cache';

/** First program of this name in the folders of `PATH`. */
export function onPath(program: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  return (env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, program))
    .find(isExecutable);
}
