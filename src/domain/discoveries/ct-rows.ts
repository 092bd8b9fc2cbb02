import { isPlainObject } from '../values/json';

/** A certificate that a Certificate Transparency monitor lists: one certificate may be logged several times. */
export interface CtEntry {
  /** Of the rows, the smallest first; they are what the monitor hands certificates out by. */
  readonly ids: readonly number[];
  /** The certificate itself, where a row has it: PEM, or base64. */
  readonly pem: string | null;
  /** Names the entry for people. */
  readonly label: string;
}

/** Rows of one list. */
export const mostCtRows = 50_000;

type Row = Readonly<Record<string, unknown>>;

/**
 * The rows of a list in the JSON form of crt.sh, those of one certificate together: a certificate and its precertificate
 * share issuer and serial number. In the order of their ids, so that what is logged later comes last and a position in
 * the list means the same on another day. Null when it is no such list.
 */
export function ctEntries(list: unknown): readonly CtEntry[] | null {
  if (!Array.isArray(list) || list.length > mostCtRows || !list.every(isPlainObject)) return null;
  const groups = new Map<string, { readonly at: number; readonly ids: number[]; pem: string | null }>();
  (list as readonly Row[]).forEach((row, index) => {
    const id = idOf(row);
    const key = keyOf(row) ?? `row ${index}`;
    const group = groups.get(key) ?? { at: index, ids: [], pem: null };
    if (id !== null && !group.ids.includes(id)) group.ids.push(id);
    if (typeof row['pem'] === 'string' && row['pem'] !== '') group.pem ??= row['pem'];
    groups.set(key, group);
  });
  return [...groups.values()]
    .map(({ ids, pem, at }) => ({ ids: ids.sort((a, b) => a - b), pem, at }))
    .sort((one, other) => (one.ids[0] ?? 0) - (other.ids[0] ?? 0) || one.at - other.at)
    .map(({ ids, pem, at }) => ({ ids, pem, label: ids[0] === undefined ? `row ${at + 1}` : `id ${ids[0]}` }));
}

function idOf({ id, min_cert_id: older }: Row): number | null {
  const value = Number(id ?? older);
  return Number.isSafeInteger(value) && value > 0 ? value : null;
}

function keyOf({ issuer_ca_id: issuer, issuer_name: name, serial_number: serial }: Row): string | null {
  const by = issuer ?? name;
  const isKnown = (typeof by === 'number' || typeof by === 'string') && typeof serial === 'string';
  return isKnown && serial !== '' ? `${by} ${serial.toLowerCase()}` : null;
}
