/**
 * The calls of Keyfactor Command's API that are served under another name of ours. Everything else is answered as not in
 * this surface.
 */

export type CompatMethod = 'GET' | 'POST' | 'PUT';

export interface CompatCall {
  readonly method: CompatMethod;
  /** Below the base, in the origin's spelling: `/Certificates/{id}`. */
  readonly path: string;
  /** Names of the query that mean something here; whatever else is sent is left out, and the log of calls says so. */
  readonly query: readonly string[];
  /** Changes something, so that the origin's header against forged requests is needed. */
  readonly changes: boolean;
}

export const compatBase = '/KeyfactorAPI';

const shown = ['includeMetadata', 'includeLocations'] as const;

export const compatCalls = [
  {
    method: 'GET',
    path: '/Certificates',
    query: [
      ...['QueryString', 'PageReturned', 'ReturnLimit', 'SortField', 'SortAscending'],
      ...['includeRevoked', 'includeExpired', ...shown],
    ],
    changes: false,
  },
  { method: 'GET', path: '/Certificates/{id}', query: shown, changes: false },
  { method: 'GET', path: '/Certificates/Locations/{id}', query: [], changes: false },
  { method: 'PUT', path: '/Certificates/Metadata', query: [], changes: true },
  { method: 'POST', path: '/Certificates/Download', query: [], changes: false },
  { method: 'POST', path: '/Enrollment/PFX', query: [], changes: true },
  { method: 'POST', path: '/Enrollment/PFX/Replace', query: [], changes: true },
  { method: 'POST', path: '/Workflow/Instances/{id}/Signals', query: [], changes: true },
] as const satisfies readonly CompatCall[];

export interface FoundCall {
  readonly call: CompatCall;
  /** The path as the call spells it, with the values of the request: `/Certificates/17`. */
  readonly path: string;
}

/**
 * Which call a request means, undefined: none. As there, upper and lower case do not matter in a path, nor a slash at
 * its end. `HEAD` is a `GET` without its body.
 * @param path below the base, percent-encoded as it came
 */
export function findCall(method: string, path: string): FoundCall | undefined {
  const asked = method === 'HEAD' ? 'GET' : method;
  const segments = segmentsOf(path);
  for (const call of literalFirst) {
    const own = segmentsOf(call.path);
    if (call.method !== asked || own.length !== segments.length) continue;
    const isSame = own.every((part, at) => isTemplate(part) || part.toLowerCase() === segments[at]!.toLowerCase());
    if (isSame) return { call, path: `/${own.map((part, at) => (isTemplate(part) ? segments[at] : part)).join('/')}` };
  }
  return undefined;
}

/**
 * The query of a request in the names of its call: upper and lower case do not matter, nor the `pq.` that older releases
 * have before them. A name that comes twice has its last value. What the call does not know is told by name.
 */
export function readQuery(
  { query }: CompatCall,
  given: Iterable<readonly [string, string]>,
): { readonly values: ReadonlyMap<string, string>; readonly ignored: readonly string[] } {
  const values = new Map<string, string>();
  const ignored = new Set<string>();
  for (const [name, value] of given) {
    const plain = name.replace(/^pq\./i, '').toLowerCase();
    const known = query.find((one) => one.toLowerCase() === plain);
    if (known === undefined) ignored.add(name);
    else values.set(known, value);
  }
  return { values, ignored: [...ignored] };
}

/** A path without the ids in it, so that calls of one kind are counted together. At most 200 characters. */
export function shapeOf(path: string): string {
  const shape = segmentsOf(path).map((part) => (isId(part) ? '{id}' : part));
  return `/${shape.join('/')}`.slice(0, 200);
}

function isId(segment: string): boolean {
  return /^(?:\d+|[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-f]{40,64})$/i.test(segment);
}

function isTemplate(segment: string): boolean {
  return segment.startsWith('{');
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

/** `/Certificates/Metadata` is no certificate. */
const literalFirst: readonly CompatCall[] = [...compatCalls].sort(
  (one, other) => Number(one.path.endsWith('}')) - Number(other.path.endsWith('}')),
);
