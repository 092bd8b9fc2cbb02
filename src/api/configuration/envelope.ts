import { isPlainObject } from '../../domain/values/json';
import { name, z } from '../http/schemas';
import { apiVersion } from './export';
import type { Kind } from './kind';
import { documentLabels } from './labels';

type Json = Readonly<Record<string, unknown>>;

const envelopes = new WeakMap<readonly Kind[], ReturnType<typeof makeEnvelope>>();

/** What stands around the spec of every document. */
export function envelopeOf(kinds: readonly Kind[]) {
  const envelope = envelopes.get(kinds) ?? makeEnvelope(kinds);
  envelopes.set(kinds, envelope);
  return envelope;
}

function makeEnvelope(kinds: readonly Kind[]) {
  return z.strictObject({
    apiVersion: z.literal(apiVersion),
    kind: z.enum([...new Set(kinds.map(({ kind }) => kind))]),
    metadata: z.strictObject({ name, labels: documentLabels.optional() }),
    spec: z.custom<Json>((value) => isPlainObject(value), 'an object is expected'),
  });
}
