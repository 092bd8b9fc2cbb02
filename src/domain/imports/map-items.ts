import { isPlainObject } from '../values/json';
import type { ForeignKind, ImportSystem, KnownObject, MappingContext, ObjectName, PlannedObject } from './foreign-kind';
import { createLedger, leavesOf, type Ledger, type LedgerResult } from './ledger';
import type { ImportOptions } from './options';
import type { Recognised } from './recognise';

/** What is known of an item that was imported before. */
export interface KnownOrigin {
  readonly target: ObjectName;
  /** Null: it was about to be made, and nobody knows whether it was; or it is gone. */
  readonly object: KnownObject | null;
}

export interface MapDeps {
  readonly options: ImportOptions;
  readonly caller: string;
  readonly now: Date;
  /** Objects that are here, by kind of document. */
  readonly known: (kind: string) => readonly KnownObject[];
  readonly fingerprintOf: MappingContext['fingerprintOf'];
  /** By `originKey`. */
  readonly origin: (key: string) => KnownOrigin | undefined;
}

/** An item of an import, and what is to become of it. */
export interface MappedItem {
  readonly file: number;
  readonly path: string;
  readonly system: ImportSystem | null;
  readonly kind: string;
  readonly originId: string | null;
  /** How it is found again; null for a part that becomes nothing. */
  readonly key: string | null;
  readonly name: string;
  readonly target: ObjectName | null;
  /** Kind of the documents that it is, or becomes a part of; null where nothing corresponds to it. */
  readonly partOf: string | null;
  readonly existing: KnownObject | null;
  readonly plan: 'create' | 'update' | 'skip' | 'fail';
  readonly objects: readonly PlannedObject[];
  /** Of one that stays as it is: what it would become, to tell whether anything differs at all. */
  readonly left: readonly PlannedObject[];
  readonly ledger: LedgerResult;
}

/** Notes that say why an object stays as it is. */
export const stays: readonly string[] = ['exists', 'name_taken'];

/** The key of an item: ids there are unique within a kind. Without an id its name has to do. */
export function originKey(system: ImportSystem, kind: string, id: string | null, name: string): string {
  return `${system} ${kind} ${id ?? `name:${name.toLowerCase()}`}`;
}

const nothing = { objects: [], left: [] } as const;

interface Resolved {
  readonly one: Recognised;
  readonly foreign: ForeignKind;
  readonly ledger: Ledger;
  readonly id: string | null;
  readonly key: string;
  readonly wanted: string;
  readonly target: ObjectName;
  readonly existing: KnownObject | null;
  readonly plan: 'create' | 'update' | 'skip';
}

/**
 * Maps items to documents, what others refer to first. Nothing is written and nothing is lost: see `LedgerResult`. The
 * items come back in the order in which they stand in their files.
 * @param secrets is filled with secrets that stand in the input, by the names that documents give them
 */
export function mapItems(
  recognised: readonly Recognised[],
  kinds: readonly ForeignKind[],
  deps: MapDeps,
  secrets: Map<string, string>,
): MappedItem[] {
  const results = new Map<Recognised, MappedItem>();
  const targets = new Map<string, KnownObject>();
  const byKey = new Map<string, ObjectName>();
  const nameKey = ({ kind, name }: ObjectName) => `${kind} ${name.toLowerCase()}`;
  const find = (kind: string, name: string) =>
    targets.get(nameKey({ kind, name })) ??
    deps.known(kind).find((known) => known.name.toLowerCase() === name.toLowerCase());
  const taken = new Set<string>();
  const seen = new Set<string>();

  const inOrder = [...recognised].sort((a, b) => rank(a) - rank(b));
  const fullest = fullestOf(inOrder);
  const resolved: Resolved[] = [];
  for (const one of inOrder) {
    if (one.kind === null) results.set(one, leftOver(one));
    else {
      const found = resolve(one, one.kind);
      if ('plan' in found && 'one' in found) {
        resolved.push(found);
        byKey.set(found.key, found.target);
      } else results.set(one, found);
    }
  }
  for (const item of resolved) results.set(item.one, mapOne(item));
  return recognised.flatMap((one) => results.get(one) ?? []);

  function rank({ kind }: Recognised): number {
    return kind === null ? kinds.length : kinds.indexOf(kind);
  }

  /** How the item is called here, and whether it is made, changed or left alone. */
  function resolve(one: Recognised, foreign: ForeignKind): Resolved | MappedItem {
    const ledger = createLedger(one.value, one.path);
    const { id, target: wanted, isGiven } = foreign.identify(ledger.root);
    const rule = isGiven === true && deps.options.onConflict === 'rename' ? 'skip' : deps.options.onConflict;
    const key = originKey(foreign.system, foreign.kind, id, wanted.name);
    const base = { one, foreign, ledger, id, key, wanted: wanted.name };
    const note = (code: string, message: string) => ledger.root.note(code, message);
    if (seen.has(key) || fullest.get(key) !== one) {
      for (const [, place] of ledger.root.members())
        place.refuse('duplicate', 'the same object stands in this import twice: the one with more in it is taken');
      return { ...itemOf(base, wanted, null, 'skip'), ...nothing, ledger: ledger.close() };
    }
    seen.add(key);
    if (id === null) note('id_missing', 'the export has no id of it: it is found again by its name');
    const before = deps.origin(key);
    if (before?.object != null) {
      const { name } = before.object;
      if (name !== wanted.name) note('name_kept', `it is called ${name} here`);
      if (deps.options.onConflict === 'skip') note('exists', 'it was imported before and stays as it is');
      const plan = deps.options.onConflict === 'skip' ? 'skip' : 'update';
      return { ...base, target: { kind: wanted.kind, name }, existing: before.object, plan };
    }
    const same = deps.known(wanted.kind).find(({ name }) => name.toLowerCase() === wanted.name.toLowerCase());
    const isOwn = same !== undefined && before?.target.name === same.name;
    if (isOwn) return { ...base, target: { kind: wanted.kind, name: same.name }, existing: same, plan: 'update' };
    const isTwice = taken.has(nameKey(wanted));
    if (same !== undefined && !isTwice && rule !== 'rename') {
      const isSkipped = rule === 'skip';
      if (isSkipped) note('name_taken', `${wanted.kind} ${same.name} is here already and stays as it is`);
      else note('taken_over', `${wanted.kind} ${same.name} was here already and becomes what stands in the file`);
      taken.add(nameKey(wanted));
      const target = { kind: wanted.kind, name: same.name };
      return { ...base, target, existing: same, plan: isSkipped ? 'skip' : 'update' };
    }
    const name = same === undefined && !isTwice ? wanted.name : freeName(wanted);
    if (name !== wanted.name) note('renamed', `the name is taken; it becomes ${name}`);
    taken.add(nameKey({ kind: wanted.kind, name }));
    return { ...base, target: { kind: wanted.kind, name }, existing: null, plan: 'create' };
  }

  function freeName({ kind, name }: ObjectName): string {
    for (let number = 2; ; number += 1) {
      // Names of scripts hold neither blanks nor brackets.
      const next = kind === 'Script' ? `${name}-${number}` : `${name} (${number})`;
      const isFree = !taken.has(nameKey({ kind, name: next })) && find(kind, next) === undefined;
      if (isFree) return next;
    }
  }

  function mapOne(item: Resolved): MappedItem {
    const { foreign, ledger, target, existing, plan } = item;
    const own = new Map<string, string>();
    const context: MappingContext = {
      options: deps.options,
      caller: deps.caller,
      now: deps.now,
      name: target.name,
      find,
      imported: (kind, id) => importedAs(foreign.system, kind, String(id)),
      items: (kind) => rootsOf(foreign.system, kind),
      fingerprintOf: deps.fingerprintOf,
      keepSecret: (name, value) => void own.set(name, value),
    };
    const mapping = foreign.map(ledger.root, context);
    const result = ledger.close();
    if (mapping === null) {
      byKey.delete(item.key);
      return { ...itemOf(item, target, existing, 'fail'), ...nothing, ledger: result };
    }
    // A part of others.
    if (mapping.objects.length === 0) return { ...itemOf(item, null, null, 'skip'), ...nothing, ledger: result };
    if (plan !== 'skip') for (const [name, value] of own) secrets.set(name, value);
    for (const object of mapping.objects) {
      if (plan !== 'skip' || existing === null) targets.set(nameKey(object), { name: object.name, view: object.spec });
    }
    const { objects } = mapping;
    const becomes = plan === 'skip' ? { objects: [], left: objects } : { objects, left: [] };
    return { ...itemOf(item, target, existing, plan), ...becomes, ledger: result };
  }

  function rootsOf(system: ImportSystem, kind: string) {
    return resolved
      .filter(({ foreign }) => foreign.system === system && foreign.kind === kind)
      .map(({ ledger }) => ledger.root);
  }

  function importedAs(system: ImportSystem, kind: string, id: string): ObjectName | undefined {
    const key = originKey(system, kind, id, '');
    const before = deps.origin(key);
    return byKey.get(key) ?? (before?.object == null ? undefined : { ...before.target, name: before.object.name });
  }
}

/** Of objects that stand in an import several times, as in a list and by themselves: the one that says the most. */
function fullestOf(items: readonly Recognised[]): ReadonlyMap<string, Recognised> {
  const found = new Map<string, { readonly one: Recognised; readonly leaves: number }>();
  for (const one of items) {
    if (one.kind === null) continue;
    const { id, target } = one.kind.identify(createLedger(one.value, one.path).root);
    const key = originKey(one.kind.system, one.kind.kind, id, target.name);
    const leaves = leavesOf(one.value).length;
    if (leaves > (found.get(key)?.leaves ?? -1)) found.set(key, { one, leaves });
  }
  return new Map([...found].map(([key, { one }]) => [key, one]));
}

function itemOf(
  { one, foreign, id, key, wanted }: Pick<Resolved, 'one' | 'foreign' | 'id' | 'key' | 'wanted'>,
  target: ObjectName | null,
  existing: KnownObject | null,
  plan: MappedItem['plan'],
): Omit<MappedItem, 'objects' | 'left' | 'ledger'> {
  const { file, path } = one;
  const { system, kind } = foreign;
  const partOf = foreign.partOf ?? foreign.identify(createLedger(one.value, path).root).target.kind;
  return { file, path, system, kind, originId: id, key, name: wanted, target, partOf, existing, plan };
}

const reasons = {
  not_supported: 'objects of this kind have no counterpart here; set up by hand what of it is needed',
  unrecognised: 'this has the shape of nothing that can be imported',
  empty: 'there is nothing in it',
  wrapper: 'this stands round the objects and says nothing of them',
} as const;

/** A part of a file that becomes nothing: each leaf of it is named. */
function leftOver({ file, value, path, label, why }: Recognised): MappedItem {
  const ledger = createLedger(value, path);
  const reason = why ?? 'unrecognised';
  ledger.root.refuse(reason, reasons[reason]);
  const given = isPlainObject(value) ? (value['DisplayName'] ?? value['Name'] ?? value['name']) : undefined;
  return {
    ...{ file, path, system: null, kind: label, originId: null, key: null, target: null, partOf: null },
    ...{ existing: null, ...nothing },
    name: typeof given === 'string' ? given.slice(0, 200) : label,
    plan: reason === 'unrecognised' ? 'fail' : 'skip',
    ledger: ledger.close(),
  };
}
