import { queryOptions } from '@tanstack/react-query';
import { rawRequest } from '../../shared/api/raw';

/** What each permission allows, as the API's own description says it: summaries of operations by permission. */
export type Meanings = ReadonlyMap<string, readonly string[]>;

interface Operation {
  readonly summary?: string;
  readonly description?: string;
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const meaningsQuery = queryOptions({
  queryKey: ['openapi', 'permissions'],
  staleTime: Infinity,
  queryFn: async ({ signal }): Promise<Meanings> => {
    const answer = await rawRequest('/api/v1/openapi.json', { signal });
    return meaningsOf((await answer.json()) as ApiDocument);
  },
});

export function meaningsOf({ paths }: ApiDocument): Meanings {
  const found = new Map<string, string[]>();
  const mentions = new Map<string, string[]>();
  for (const text of descriptionsIn(paths)) {
    for (const sentence of text.split(/(?<=\.)\s+/)) {
      const named = /^Permission: /.test(sentence) ? undefined : /`([a-z-]+:[a-z-]+)`/.exec(sentence)?.[1];
      if (named === undefined) continue;
      addOnce(mentions, named, sentence.replaceAll('`', '').trim());
    }
  }
  for (const operations of Object.values(paths)) {
    for (const operation of Object.values(operations)) {
      const { summary, description = '' } = operation as Operation;
      const permission = /Permission: `([^`]+)`\.\s*$/.exec(description)?.[1];
      if (permission === undefined || summary === undefined) continue;
      addOnce(found, permission, summary);
    }
  }
  // Some open no operation of their own, and say more in one.
  return new Map([...found, ...[...mentions].filter(([permission]) => !found.has(permission))]);
}

function addOnce(lists: Map<string, string[]>, name: string, text: string): void {
  const list = lists.get(name) ?? [];
  if (!list.includes(text)) lists.set(name, [...list, text]);
}

function* descriptionsIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [member, inner] of Object.entries(value)) {
    if (member === 'description' && typeof inner === 'string') yield inner;
    else yield* descriptionsIn(inner);
  }
}

export interface MatrixRow {
  /** `ra-profiles`. */
  readonly resource: string;
  /** `read`, `write` and what else there is, in this order. */
  readonly verbs: readonly string[];
}

/** Permissions as a table: a row for each resource, `read` and `write` first. */
export function matrixOf(permissions: readonly string[]): readonly MatrixRow[] {
  const rows = new Map<string, string[]>();
  for (const permission of permissions) {
    const [resource = '', verb = ''] = permission.split(':');
    rows.set(resource, [...(rows.get(resource) ?? []), verb]);
  }
  const rank = (verb: string) => (verb === 'read' ? 0 : verb === 'write' ? 1 : 2);
  return [...rows]
    .map(([resource, verbs]) => ({ resource, verbs: verbs.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b)) }))
    .sort((a, b) => a.resource.localeCompare(b.resource));
}
