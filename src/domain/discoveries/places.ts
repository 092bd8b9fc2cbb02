import type { MetadataEntry } from '../certificates/certificate';
import { sortedJson } from '../values/json';

/** Where a certificate was seen. All of it is known or left out; times stand beside it, so that equal places are equal. */
export interface Place {
  readonly host?: string;
  readonly port?: number;
  /** Name that was asked for in the handshake. */
  readonly sni?: string;
  readonly protocol?: string;
  readonly path?: string;
  /** Entry of a key store. */
  readonly alias?: string;
  /** In the chain: `leaf`, or `chain` for what was sent behind it. */
  readonly role?: string;
  /** What is remarkable about it, by code: `weak_protocol`, `client_certificate_wanted`, … */
  readonly findings?: readonly string[];
}

/** Places that a certificate remembers; the latest stay. */
export const mostPlaces = 100;

/** Sightings of one certificate by one discovery. */
export interface Sighting {
  readonly discovery: string;
  readonly places: readonly Place[];
  readonly seenAt: Date;
}

/** One line for people and conditions: `mail.example:25 (smtp.example) smtp`, or a path. */
export function placeInWords({ host, port, sni, protocol, path, alias }: Place): string {
  const address =
    host === undefined ? '' : `${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`;
  const named = sni === undefined || sni === host ? '' : `(${sni})`;
  const entry = alias === undefined ? '' : `[${alias}]`;
  return [address, named, protocol ?? '', path ?? '', entry].filter((part) => part !== '').join(' ');
}

export function placeKey(place: Place): string {
  return sortedJson(place);
}

type Reader = (place: Place) => readonly unknown[];

/** Metadata of a certificate that discoveries write: one list a name, each value once. */
const lists: readonly { readonly name: string; readonly contentType: string; readonly of: Reader }[] = [
  { name: 'place', contentType: 'string', of: (place) => [placeInWords(place)].filter((text) => text !== '') },
  { name: 'host', contentType: 'string', of: ({ host }) => (host === undefined ? [] : [host]) },
  { name: 'port', contentType: 'integer', of: ({ port }) => (port === undefined ? [] : [port]) },
  { name: 'sni', contentType: 'string', of: ({ sni }) => (sni === undefined ? [] : [sni]) },
  { name: 'protocol', contentType: 'string', of: ({ protocol }) => (protocol === undefined ? [] : [protocol]) },
  { name: 'path', contentType: 'string', of: ({ path }) => (path === undefined ? [] : [path]) },
  { name: 'role', contentType: 'string', of: ({ role }) => (role === undefined ? [] : [role]) },
  { name: 'finding', contentType: 'string', of: ({ findings = [] }) => findings },
];
const own: ReadonlySet<string> = new Set([...lists.map(({ name }) => name), 'discovery', 'firstSeenAt', 'lastSeenAt']);

/**
 * Metadata with what was seen now: lists grow by what is new, `lastSeenAt` moves forward, `firstSeenAt` stays. The same
 * sighting again changes nothing. Entries that are not of discoveries stay as they are.
 */
export function withSighting(
  before: readonly MetadataEntry[],
  { discovery, places, seenAt }: Sighting,
): MetadataEntry[] {
  const entryOf = (name: string) => before.find((entry) => entry.name === name);
  const grown = (name: string, contentType: string, values: readonly unknown[]): MetadataEntry[] => {
    const known = entryOf(name)?.data ?? [];
    const data = [...new Set([...known, ...values])].slice(-mostPlaces);
    return data.length === 0 ? [] : [{ name, contentType, data }];
  };
  const instants = (name: string, better: (one: number, other: number) => number): MetadataEntry => {
    const known = entryOf(name)?.data.flatMap((value) => (isTime(value) ? [new Date(value).getTime()] : [])) ?? [];
    const at = known.reduce((best, one) => better(best, one), seenAt.getTime());
    return { name, contentType: 'datetime', data: [new Date(at)] };
  };
  return [
    ...before.filter(({ name }) => !own.has(name)),
    ...grown('discovery', 'string', [discovery]),
    ...lists.flatMap(({ name, contentType, of }) => grown(name, contentType, places.flatMap(of))),
    instants('firstSeenAt', Math.min),
    instants('lastSeenAt', Math.max),
  ];
}

function isTime(value: unknown): value is Date | string | number {
  return value instanceof Date || typeof value === 'string' || typeof value === 'number';
}
