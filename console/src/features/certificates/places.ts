import type { Certificate } from './queries';

/** Where discoveries saw a certificate. */
export interface Sightings {
  readonly places: readonly string[];
  /** uuids */
  readonly discoveries: readonly string[];
  readonly firstSeenAt: string | null;
  readonly lastSeenAt: string | null;
  /** What was remarkable, by code. */
  readonly findings: readonly string[];
}

/** What metadata say of places; discoveries write them as lists, one a name. */
export function sightingsOf({ metadata }: Pick<Certificate, 'metadata'>): Sightings {
  const texts = (name: string) =>
    metadata.filter((entry) => entry.name === name).flatMap(({ data }) => data.map((value) => String(value)));
  return {
    places: texts('place'),
    discoveries: texts('discovery'),
    firstSeenAt: texts('firstSeenAt')[0] ?? null,
    lastSeenAt: texts('lastSeenAt')[0] ?? null,
    findings: texts('finding'),
  };
}

const written = new Set([
  ...['place', 'host', 'port', 'sni', 'protocol', 'path', 'role', 'finding'],
  ...['discovery', 'firstSeenAt', 'lastSeenAt'],
]);

/** Metadata of other sources. */
export function otherMetadata({ metadata }: Pick<Certificate, 'metadata'>): Certificate['metadata'] {
  return metadata.filter(({ name }) => !written.has(name));
}
