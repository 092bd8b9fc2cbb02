import { visibleText } from '../domain/notifications/visible-text';
import type { StartConfig } from './start-config';

export interface Greeted {
  readonly version: string;
  /** Without a path or a slash at the end. */
  readonly apiUrl: string;
  /** Undefined when no Temporal UI is known. */
  readonly temporalUiUrl: string | undefined;
  /** Signs the first administrator in, once; undefined where none could be made. */
  readonly signInUrl?: string | undefined;
}

/**
 * What a start says once everything answers. The administrator's key is in it only when this start has made it, and
 * somebody sits in front of it: what goes into a file or a journal stays there.
 * @param isWatched standard output is a terminal
 */
export function greeting(
  { version, apiUrl, temporalUiUrl, signInUrl }: Greeted,
  key: Pick<StartConfig, 'keyFile' | 'madeKey'>,
  isWatched: boolean,
): string {
  const lines = [
    '',
    `Certloom ${version} is ready.`,
    ...(signInUrl === undefined ? [] : [`  Sign in       ${signInUrl} (works once, within ten minutes)`]),
    `  API           ${apiUrl}/api/v1`,
    `  API docs      ${apiUrl}/docs`,
    ...(temporalUiUrl === undefined ? [] : [`  Temporal UI   ${temporalUiUrl}`]),
    ...keyLines(isWatched ? key : { ...key, madeKey: undefined }),
    '  Stop          Ctrl-C',
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function keyLines({ keyFile, madeKey }: Pick<StartConfig, 'keyFile' | 'madeKey'>): string[] {
  if (keyFile === undefined) return ['  API key       as configured'];
  const file = visibleText(keyFile);
  if (madeKey === undefined) return [`  API key       in ${file}`];
  return [`  API key       ${madeKey}`, `                (shown this once; kept in ${file})`];
}
