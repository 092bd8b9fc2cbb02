/** An element of a container by its parts, read on the way; what does not fit is a damaged store. */
import { DerReader, derTags, type DerElement } from '../der';
import { smallInteger } from '../integers';
import { decodeOid } from '../oids';
import { KeystoreFault } from './fault';

const constructed = 0x20;
const mostElements = 262_144;
/** Strings of strings of strings. */
const deepest = 4;

export interface Structure {
  readonly tag: number;
  readonly isInteger: boolean;
  children(): Structure[];
  /** Content octets, those of a string in pieces together. */
  octets(): Buffer;
  oid(): string | null;
  /** A small one that is not negative. */
  number(): number;
}

/** The element at the start; old programs write BER with indefinite lengths. Throws `KeystoreFault`. */
export function structureOf(bytes: Buffer, budget = { left: mostElements }): Structure {
  const reader = new DerReader(bytes, { indefinite: true }, budget);
  const root = reader.elementAt(0, bytes.length);
  if (root === null) throw new KeystoreFault('damaged_keystore');
  return structureAt(reader, bytes, root);
}

function structureAt(reader: DerReader, bytes: Buffer, element: DerElement): Structure {
  const parts = () => {
    const found = reader.children(element);
    if (reader.fault !== null) throw new KeystoreFault('damaged_keystore');
    return found;
  };
  return {
    tag: element.tag,
    isInteger: element.tag === derTags.integer,
    children: () => parts().map((part) => structureAt(reader, bytes, part)),
    octets: () => octetsOf(reader, bytes, element, 0),
    oid: () => (element.tag === derTags.oid ? decodeOid(bytes, element.contentStart, element.contentEnd) : null),
    number() {
      const value = element.tag === derTags.integer ? smallInteger(bytes, element) : null;
      // No file needs four octets and more of work.
      if (value === null) throw new KeystoreFault('keystore_too_costly');
      return value;
    },
  };
}

function octetsOf(reader: DerReader, bytes: Buffer, element: DerElement, depth: number): Buffer {
  if ((element.tag & constructed) === 0) return Buffer.from(bytes.subarray(element.contentStart, element.contentEnd));
  if (depth >= deepest) throw new KeystoreFault('damaged_keystore');
  const pieces = reader.children(element).map((piece) => octetsOf(reader, bytes, piece, depth + 1));
  if (reader.fault !== null) throw new KeystoreFault('damaged_keystore');
  return Buffer.concat(pieces);
}
