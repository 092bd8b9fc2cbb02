import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** NIST PKITS, as tools/pkits-fixture.js packs it. Certificates and lists by name, DER in base64. */
export interface Pkits {
  readonly anchor: string;
  readonly at: string;
  readonly rows: readonly (readonly [name: string, set: 'path' | 'lists', expected: 'accepted' | 'refused'])[];
  readonly certificates: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, string>>;
}

export function pkits(): Pkits {
  const file = path.join(__dirname, '..', 'fixtures', 'pkits.json.gz');
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as Pkits;
}
