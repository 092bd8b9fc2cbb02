import type { KnownObject } from '../../domain/imports/foreign-kind';
import { originKey, type KnownOrigin } from '../../domain/imports/map-items';
import type { Recognised } from '../../domain/imports/recognise';
import { createLedger } from '../../domain/imports/ledger';
import type { OriginStore } from '../../store/imports/origins';
import type { Found, Kind, Reading } from '../configuration/kind';
import { objectIdOf } from '../configuration/labels';

/** What is here already, as far as an import of these items may come across it. */
export interface Known {
  readonly found: (kind: string) => readonly Found[];
  readonly origin: (key: string) => KnownOrigin | undefined;
  /** The kind of document that an object is one of. */
  readonly kindOf: (kind: string, name: string) => Kind | undefined;
}

/** Looks up every object of the kinds that the items become or refer to, as far as the caller may read them. */
export async function lookUp(
  items: readonly Recognised[],
  kinds: readonly Kind[],
  reading: Reading,
  origins: Pick<OriginStore, 'byKeys'>,
): Promise<Known> {
  const wanted = new Set<string>();
  const keys = new Set<string>();
  for (const { kind, value, path } of items) {
    if (kind === null) continue;
    const { id, target } = kind.identify(createLedger(value, path).root);
    for (const one of [target.kind, ...kind.looksUp]) wanted.add(one);
    keys.add(originKey(kind.system, kind.kind, id, target.name));
  }
  const found = new Map<string, { readonly kind: Kind; readonly object: Found }[]>();
  for (const kind of kinds) {
    if (!wanted.has(kind.kind) || !reading.calls.mayCall(kind.read)) continue;
    const objects = (await kind.find(reading)).map((object) => ({ kind, object }));
    found.set(kind.kind, [...(found.get(kind.kind) ?? []), ...objects]);
  }
  const rows = await origins.byKeys([...keys]);
  return {
    found: (kind) => (found.get(kind) ?? []).map(({ object }) => object),
    kindOf: (name, own) =>
      kinds.find((one) => one.kind === name && (one.paramsOf === undefined || one.paramsOf(own) !== undefined)),
    origin(key) {
      const row = rows.get(key);
      if (row === undefined || row.isPart) return undefined;
      const { kind, name, object } = row;
      const there =
        object === null ? undefined : found.get(kind)?.find((one) => objectIdOf(one.kind, one.object.view) === object);
      return { target: { kind, name }, object: there === undefined ? null : knownOf(there.object) };
    },
  };
}

function knownOf({ name, view }: Found): KnownObject {
  return { name, view };
}
