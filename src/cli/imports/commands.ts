import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../../config/config';
import { CallFault, createConfigurationClient } from '../configuration/client';
import type { ImportInvocation } from './arguments';
import { importText, type FilesReport } from './report';

interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

const wouldChange = 2;

/**
 * `certloom import`: sends exports of other products and shows what becomes of each object in them.
 * @returns 0; 1 when something could not be taken; 2 when a dry run would change something
 */
export async function importExports(
  { files, write, onConflict, options }: ImportInvocation,
  terminal: Terminal,
  env: Environment = process.env,
): Promise<number> {
  try {
    const more = options === null ? {} : asObject(contentOf(options), options);
    const body = {
      ...more,
      files: files.map((file) => ({ name: path.basename(file), content: contentOf(file) })),
      dryRun: !write,
      ...(onConflict === null ? {} : { onConflict }),
    };
    const answer = await createConfigurationClient(env).send('POST', '/imports', body);
    const report = JSON.parse(answer) as FilesReport;
    terminal.out(importText(report));
    const { created, updated, failed } = report.totals;
    if (failed > 0) return 1;
    return report.dryRun && created + updated > 0 ? wouldChange : 0;
  } catch (error) {
    if (!(error instanceof CallFault)) throw error;
    terminal.error(`${error.message}\n`);
    return 1;
  }
}

/** The text of a file: UTF-8, or UTF-16 with a mark as Windows PowerShell writes it. */
function contentOf(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch {
    throw new CallFault(`${file} cannot be read.`);
  }
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le').slice(1) : bytes.toString('utf8');
}

function asObject(text: string, file: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below.
  }
  throw new CallFault(`${file} holds no JSON object.`);
}
