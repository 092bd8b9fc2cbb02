import type { Environment } from '../../config/config';
import { CallFault, createConfigurationClient } from '../configuration/client';
import { plain } from '../configuration/report';
import type { OriginsInvocation } from './origins-arguments';

interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

interface Origin {
  readonly system: string;
  readonly originKind: string;
  readonly originId: string | null;
  readonly kind: string;
  readonly name: string;
  readonly object: string | null;
  readonly isPart: boolean;
  readonly kept: readonly { readonly path: string; readonly value: unknown }[];
}

interface Page {
  readonly items: readonly Origin[];
  readonly nextCursor: string | null;
}

const pageSize = '200';

/** `certloom origins`: shows where imported objects come from, with what was kept of them. @returns 0; 1 on a refusal */
export async function showOrigins(
  { filter, json }: OriginsInvocation,
  terminal: Terminal,
  env: Environment = process.env,
): Promise<number> {
  try {
    const client = createConfigurationClient(env);
    let cursor: string | null = null;
    let shown = 0;
    do {
      const query = new URLSearchParams({ ...filter, limit: pageSize, ...(cursor === null ? {} : { cursor }) });
      const page = JSON.parse(await client.send('GET', `/imports/origins?${query.toString()}`)) as Page;
      for (const one of page.items) terminal.out(json ? `${JSON.stringify(one)}\n` : originText(one));
      shown += page.items.length;
      cursor = page.nextCursor;
    } while (cursor !== null);
    if (!json && shown === 0) terminal.out('Nothing that was imported fits.\n');
    return 0;
  } catch (error) {
    if (!(error instanceof CallFault)) throw error;
    terminal.error(`${error.message}\n`);
    return 1;
  }
}

/** A line for the object, and one for each kept value. */
function originText({ system, originKind, originId, kind, name, object, isPart, kept }: Origin): string {
  const id = originId === null ? '' : ` ${plain(originId)}`;
  const became = isPart ? `part of ${kind} (${plain(name)})` : `${kind} ${plain(name)}`;
  const missing = object === null && !isPart ? ' (not written)' : '';
  const lines = kept.map(({ path, value }) => `    ${plain(path)}: ${plain(JSON.stringify(value))}`);
  return [`${system} ${originKind}${id} -> ${became}${missing}`, ...lines, ''].join('\n');
}
