import type { CertificateFacts, KeyUsage } from './certificate';
import { extendedKeyUsageName } from './extended-key-usages';

const any = 'anyExtendedKeyUsage';
const extensions = { keyUsage: '2.5.29.15', extendedKeyUsage: '2.5.29.37' } as const;

/** What a key may be used for, by classes that replace each other: a CA may swap the usages inside of one. */
const classOf: Readonly<Partial<Record<KeyUsage, string>>> = {
  digitalSignature: 'signing',
  nonRepudiation: 'signing',
  keyEncipherment: 'encrypting',
  dataEncipherment: 'encrypting',
  keyAgreement: 'encrypting',
  keyCertSign: 'issuing',
  cRLSign: 'issuing',
};

/** Null: not limited. An extension that is there and names nothing, or could not be read, allows nothing. */
export interface Purposes {
  readonly extended: ReadonlySet<string> | null;
  readonly classes: ReadonlySet<string> | null;
}

export function purposesOf({
  extensions: list,
  keyUsage,
  extendedKeyUsage,
}: Pick<CertificateFacts, 'extensions' | 'keyUsage' | 'extendedKeyUsage'>): Purposes {
  const has = (oid: string) => list.some((extension) => extension.oid === oid);
  const extended = new Set(extendedKeyUsage.map(extendedKeyUsageName));
  return {
    extended: extended.has(any) || !has(extensions.extendedKeyUsage) ? null : extended,
    classes: has(extensions.keyUsage) ? new Set(keyUsage.flatMap((usage) => classOf[usage] ?? [])) : null,
  };
}

/** Whether the two have a purpose in common: an extended usage and a class of usages. */
export function purposesOverlap(one: Purposes, other: Purposes): boolean {
  return overlap(one.extended, other.extended) && overlap(one.classes, other.classes);
}

/**
 * Purposes that the predecessor has and the successor lacks, by name. Where the predecessor is not limited and the
 * successor is, `anyExtendedKeyUsage` stands for all that is not named; classes of usages are lost only where the
 * predecessor named them.
 */
export function lostPurposes(predecessor: Purposes, successor: Purposes): string[] {
  const extended =
    predecessor.extended === null && successor.extended !== null ? [any] : [...(predecessor.extended ?? [])];
  const lacks = (allowed: ReadonlySet<string> | null) => (purpose: string) => allowed?.has(purpose) === false;
  return [
    ...extended.filter(lacks(successor.extended)),
    ...[...(predecessor.classes ?? [])].filter(lacks(successor.classes)),
  ].sort();
}

function overlap(one: ReadonlySet<string> | null, other: ReadonlySet<string> | null): boolean {
  if (one === null) return other === null || other.size > 0;
  if (other === null) return one.size > 0;
  return [...one].some((purpose) => other.has(purpose));
}
