import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The note beside an engine's data that says what wrote it. Other engines, and for Temporal other releases, cannot
 * read it: a source that gives another one is passed over, so that a new program on the PATH does not hide the data.
 */
export interface MadeBy {
  read(): string | undefined;
  /** Undefined when `engine` may open the data, else the reason why not. */
  objection(engine: string): string | undefined;
  write(engine: string): void;
}

export function madeBy(folder: string): MadeBy {
  const file = path.join(folder, 'made-by');
  const read = () => {
    try {
      return readFileSync(file, 'utf8').trim() || undefined;
    } catch {
      return undefined;
    }
  };
  return {
    read,
    objection: (engine) => {
      const maker = read();
      return maker === undefined || maker === engine
        ? undefined
        : `the data in ${folder} were written by ${maker}, not by ${engine}`;
    },
    write: (engine) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(file, `${engine}\n`);
    },
  };
}
