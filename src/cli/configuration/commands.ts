import { readFileSync } from 'node:fs';
import type { Environment } from '../../config/config';
import type { ApplyInvocation, ExportInvocation } from './arguments';
import { CallFault, createConfigurationClient, valueOf } from './client';
import { reportText, type ImportReport } from './report';

interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

const wouldChange = 2;
/** What a document says of a secret, wherever it stands. */
const references = /secretRef["']?\s*:\s*["']?([A-Za-z0-9][A-Za-z0-9._-]*)/g;

/** `certloom export`: writes the file to standard output. @returns 0, or 1 when it cannot be had */
export function exportToTerminal(
  { kinds, names }: ExportInvocation,
  terminal: Terminal,
  env: Environment = process.env,
): Promise<number> {
  return telling(terminal, async () => {
    const query = queryOf({ kinds, names });
    terminal.out(await createConfigurationClient(env).send('GET', `/exports?${query}`));
    return 0;
  });
}

/**
 * `certloom apply`: sends a file and shows what becomes of it.
 * @returns 0; 1 when something is wrong with it or could not be written; 2 when a dry run would change something
 */
export function applyFile(
  { file, dryRun, prune, labels: label, replaceSecrets }: ApplyInvocation,
  terminal: Terminal,
  env: Environment = process.env,
): Promise<number> {
  return telling(terminal, async () => {
    const text = textOf(file);
    const query = queryOf({ dryRun: [String(dryRun)], replaceSecrets: [String(replaceSecrets)], prune, label });
    const answer = await createConfigurationClient(env).send('POST', `/imports?${query}`, {
      text,
      secrets: secretsFor(text, env),
    });
    const report = JSON.parse(answer) as ImportReport;
    terminal.out(reportText(report));
    const { created, changed, deleted, failed } = report.counts;
    if (failed > 0) return 1;
    return dryRun && created + changed + deleted > 0 ? wouldChange : 0;
  });
}

function queryOf(parameters: Readonly<Record<string, readonly string[]>>): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters)) for (const value of values) query.append(name, value);
  return query.toString();
}

async function telling(terminal: Terminal, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CallFault)) throw error;
    terminal.error(`${error.message}\n`);
    return 1;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch {
    throw new CallFault(`${file} cannot be read.`);
  }
}

/** `secretRef: on-call-slack-url` is `CERTLOOM_SECRET_ON_CALL_SLACK_URL`, or a file with `_FILE`. */
function secretsFor(text: string, env: Environment): Record<string, string> {
  const names = new Set([...text.matchAll(references)].map(([, name]) => name!));
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const value = valueOf(env, `CERTLOOM_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
