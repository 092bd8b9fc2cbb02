import { mongo } from 'mongoose';
import type { RowSeal } from '../../domain/secrets/row-seal';

/**
 * Members of a row that it must not say in plain, because what is erased from a row stays for a while in the files of some
 * stores: in their log, in free room of their data.
 */
export interface SealedFields {
  /** @param bound what the members belong to: the collection's use of them and the key of the row */
  seal(fields: object, bound: string): mongo.Binary;
  /** As they were given, in BSON's types. Undefined when the key is not configured here, or the row is another one. */
  open<T extends object>(sealed: mongo.Binary, bound: string): T | undefined;
}

export function createSealedFields(seal: RowSeal): SealedFields {
  return {
    seal: (fields, bound) => new mongo.Binary(seal.seal(mongo.BSON.serialize(fields), bound)),
    open<T extends object>(sealed: mongo.Binary, bound: string) {
      const bytes = seal.open(sealed.buffer.subarray(0, sealed.position), bound);
      return bytes === undefined ? undefined : (mongo.BSON.deserialize(bytes) as T);
    },
  };
}

/** Whether a member that may lie open, as an earlier release has left it, is sealed. */
export function isSealedField(value: unknown): value is mongo.Binary {
  return value instanceof mongo.Binary;
}
