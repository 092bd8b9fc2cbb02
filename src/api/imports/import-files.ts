import { createHash } from 'node:crypto';
import type { ForeignKind, PlannedObject } from '../../domain/imports/foreign-kind';
import { mapItems, stays, type MappedItem } from '../../domain/imports/map-items';
import type { ImportNote } from '../../domain/imports/note';
import type { ImportOptions } from '../../domain/imports/options';
import { recognise, type ImportFile } from '../../domain/imports/recognise';
import type { Fault } from '../../domain/problem';
import type { LabelStore } from '../../store/configuration/labels';
import type { ImportOrigin, OriginStore } from '../../store/imports/origins';
import { applyPlan } from '../configuration/apply';
import { apiVersion, asRequest } from '../configuration/export';
import type { Kind, Reading } from '../configuration/kind';
import { asLabels, objectIdOf, type LabelReader } from '../configuration/labels';
import { planImport, type PlanDeps } from '../configuration/plan';
import type { Planned } from '../configuration/planned';
import { readJson } from '../configuration/yaml';
import { lookUp, type Known } from './known';

export interface ImportDeps {
  readonly kinds: readonly Kind[];
  readonly foreignKinds: readonly ForeignKind[];
  /** Names and calls of the caller; anew for each look, because what is planned has names. */
  readonly reading: () => Omit<PlanDeps, 'kinds' | 'secrets' | 'replaceSecrets' | 'secretAttributes' | 'labelsOf'> &
    Reading;
  readonly labels: LabelStore;
  readonly labelsOf: () => LabelReader;
  readonly origins: Pick<OriginStore, 'byKeys' | 'claim' | 'settle'>;
  /** Tells an object itself where it comes from, if it is of a kind that knows; before its origin is settled. */
  readonly tell: (kind: string, object: string, origin: ImportOrigin) => Promise<void>;
  readonly secretAttributes: ReadonlySet<string>;
  readonly now: () => Date;
  /** Throws `forbidden` for what the caller may not write. */
  readonly refuseMissing: (planned: readonly Planned[]) => void;
}

/** An item, with what became of it. */
export interface ImportedItem {
  readonly item: MappedItem;
  readonly outcome: 'created' | 'updated' | 'skipped' | 'failed';
  readonly id: string | null;
  readonly notes: readonly ImportNote[];
}

export interface FilesImport {
  readonly items: readonly ImportedItem[];
  readonly planned: readonly Planned[];
  readonly outcome: ReadonlyMap<Planned, readonly Fault[]>;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Imports files of other products as documents of the configuration, which are checked and written as those are. An item
 * that cannot be taken fails by itself, with what refers to it.
 * @param given secrets that the request names, beside those that stand in the files
 */
export async function importFiles(
  files: readonly ImportFile[],
  options: ImportOptions & { readonly dryRun: boolean },
  given: ReadonlyMap<string, string>,
  deps: ImportDeps,
): Promise<FilesImport> {
  const recognised = recognise(files, deps.foreignKinds);
  const reading = deps.reading();
  const known = await lookUp(recognised, deps.kinds, reading, deps.origins);
  const secrets = new Map(given);
  const caller = reading.calls.caller.actor.name;
  const mapping = { options, caller, fingerprintOf, now: deps.now(), known: known.found, origin: known.origin };
  const items = mapItems(recognised, deps.foreignKinds, mapping, secrets);
  const failures = new Map<MappedItem, ImportNote[]>();
  const { planned, itemOf } = await planItems(items, { known, secrets, failures }, deps);
  deps.refuseMissing(planned);
  const same = await unchangedOf(items, { known, secrets }, deps);

  const ids = new Map<MappedItem, string>();
  const outcome: ReadonlyMap<Planned, readonly Fault[]> = options.dryRun ? new Map() : await write();
  for (const [one, faults] of outcome) noteFaults(itemOf(one), faults, failures);
  return { items: items.map((item) => resultOf(item, planned, itemOf, { failures, ids, same })), planned, outcome };

  /** Which object an item became is written down before and after, so that a repeat finds it whatever happens between. */
  async function write() {
    const at = deps.now();
    const settle = async (one: Planned, origin: ImportOrigin, id: string, isWritten: boolean) => {
      ids.set(itemOf(one), id);
      // That makes another revision of it, and what is still to be written is written onto the one that was seen.
      if (isWritten) await deps.tell(one.kind.kind, id, origin);
      await deps.origins.settle(origin.key, id);
    };
    const originOf = (one: Planned) => (isMain(one, itemOf(one)) ? originOfItem(itemOf(one), at) : undefined);
    // What became a part of others, or nothing, has its values kept all the same.
    for (const part of items.flatMap((item) => originOfPart(item, at) ?? [])) await deps.origins.claim(part);
    for (const one of planned) {
      const origin = originOf(one);
      if (origin === undefined) continue;
      await deps.origins.claim(origin);
      const isWritten = one.result === 'unchanged';
      if (one.before !== null) await settle(one, origin, objectIdOf(one.kind, one.before.view), isWritten);
    }
    return applyPlan(deps.kinds, planned, deps.reading().calls, deps.labels, async (one, id) => {
      const origin = originOf(one);
      if (origin !== undefined) await settle(one, origin, id, true);
    });
  }
}

/** Of a certificate in PEM or base64. */
function fingerprintOf(certificate: string): string | undefined {
  const text = certificate.replace(/-----(?:BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const der = Buffer.from(text, 'base64');
  // A sequence of ASN.1, as a certificate is.
  return der[0] === 0x30 ? createHash('sha256').update(der).digest('hex') : undefined;
}

/** Looks at the documents until those that are left have no fault: what refers to one that is left out has one, too. */
async function planItems(
  items: readonly MappedItem[],
  {
    known,
    secrets,
    failures,
  }: {
    readonly known: Known;
    readonly secrets: ReadonlyMap<string, string>;
    readonly failures: Map<MappedItem, ImportNote[]>;
  },
  deps: ImportDeps,
) {
  for (;;) {
    const reading = deps.reading();
    const labelsOf = deps.labelsOf();
    const wanted = items
      .filter(({ plan }) => plan === 'create' || plan === 'update')
      .filter((item) => !failures.has(item))
      .flatMap((item) => item.objects.map((object) => ({ item, object })));
    const documents: object[] = [];
    for (const { item, object } of wanted) {
      documents.push(await documentOf(item, object, { known, reading, labelsOf }));
    }
    const plan = {
      kinds: deps.kinds,
      ...reading,
      secrets,
      replaceSecrets: true,
      secretAttributes: deps.secretAttributes,
      labelsOf,
    };
    const { planned, faults } = await planImport(readJson(documents), plan);
    const itemOf = ({ document }: Planned) => wanted[(document?.number ?? 0) - 1]!.item;
    if (faults.length === 0) return { planned, itemOf };
    for (const fault of faults) {
      const [, number = '0'] = fault.pointer.split('/');
      noteFaults(wanted[Number(number)]!.item, [fault], failures);
    }
  }
}

/** Of those that stay as they are: the ones that would not change if they were written. */
async function unchangedOf(
  items: readonly MappedItem[],
  context: { readonly known: Known; readonly secrets: ReadonlyMap<string, string> },
  deps: ImportDeps,
): Promise<ReadonlySet<MappedItem>> {
  const compared = items
    .filter(({ plan, left, existing }) => plan === 'skip' && left.length > 0 && existing !== null)
    .map((item): MappedItem => ({ ...item, plan: 'update', objects: item.left }));
  if (compared.length === 0) return new Set();
  const failures = new Map<MappedItem, ImportNote[]>();
  const { planned, itemOf } = await planItems(compared, { ...context, failures }, deps);
  const differing = new Set(planned.filter(({ result }) => result !== 'unchanged').map(itemOf));
  const alike = new Set(compared.filter((one) => !failures.has(one) && !differing.has(one)).map(placeOf));
  return new Set(items.filter((item) => alike.has(placeOf(item))));
}

function placeOf({ file, path }: MappedItem): string {
  return `${file} ${path}`;
}

async function documentOf(
  { existing }: MappedItem,
  { kind: kindName, name, spec, initial = [] }: PlannedObject,
  { known, reading, labelsOf }: { readonly known: Known; readonly reading: Reading; readonly labelsOf: LabelReader },
): Promise<object> {
  const kind = known.kindOf(kindName, name);
  const before = existing?.name === name && kind !== undefined ? existing : undefined;
  if (kind === undefined || before === undefined) return { apiVersion, kind: kindName, metadata: { name }, spec };
  const { request } = await asRequest(kind, before.view, reading.calls, reading.names);
  const kept = Object.fromEntries(
    initial.filter((member) => member in request).map((member) => [member, request[member]]),
  );
  const labels = asLabels(await labelsOf(kind, before.view));
  return { apiVersion, kind: kindName, metadata: { name, labels }, spec: { ...spec, ...kept } satisfies Json };
}

function noteFaults(item: MappedItem, faults: readonly Fault[], failures: Map<MappedItem, ImportNote[]>): void {
  if (faults.length === 0) return;
  const notes = faults.map(({ code, detail, pointer }) => {
    const where = pointer.replace(/^\/\d+/, '');
    const message = `${detail.replace(/^document \d+(?:, line \d+)?: /, '')}${where === '' ? '' : ` (${where} of the document)`}`;
    return { code, path: item.path, value: null, message };
  });
  failures.set(item, [...(failures.get(item) ?? []), ...notes]);
}

function isMain({ kind, name }: Planned, { objects: [main] }: MappedItem): boolean {
  return main !== undefined && main.kind === kind.kind && main.name === name;
}

function originOfItem(item: MappedItem, importedAt: Date): ImportOrigin | undefined {
  const [main] = item.objects;
  if (main === undefined) return undefined;
  return originRow(item, { kind: main.kind, name: main.name, isPart: false, parts: main.parts ?? [], importedAt });
}

function originOfPart(item: MappedItem, importedAt: Date): ImportOrigin | undefined {
  const { target, plan, ledger, partOf, name } = item;
  if (target !== null || plan !== 'skip' || ledger.kept.length === 0 || partOf === null) return undefined;
  return originRow(item, { kind: partOf, name, isPart: true, parts: [], importedAt });
}

function originRow(
  { key, system, kind: originKind, originId, ledger: { kept } }: MappedItem,
  became: Pick<ImportOrigin, 'kind' | 'name' | 'isPart' | 'parts' | 'importedAt'>,
): ImportOrigin | undefined {
  if (key === null || system === null) return undefined;
  return { ...{ key, system, originKind, originId, kept, object: null }, ...became };
}

function resultOf(
  item: MappedItem,
  planned: readonly Planned[],
  itemOf: (planned: Planned) => MappedItem,
  {
    failures,
    ids,
    same,
  }: {
    readonly failures: ReadonlyMap<MappedItem, readonly ImportNote[]>;
    readonly ids: ReadonlyMap<MappedItem, string>;
    readonly same: ReadonlySet<MappedItem>;
  },
): ImportedItem {
  const told = failures.get(item);
  const uuid = item.existing?.view['uuid'];
  const id = ids.get(item) ?? (typeof uuid === 'string' ? uuid : null);
  if (item.plan === 'fail' || told !== undefined) {
    return { item, outcome: 'failed', id, notes: [...item.ledger.notes, ...(told ?? [])] };
  }
  const own = planned.filter((one) => itemOf(one) === item);
  const isCreated = own.some((one) => isMain(one, item) && one.result === 'created');
  const isChanged = own.some(({ result }) => result !== 'unchanged');
  const unchanged = { code: 'unchanged', path: item.path, value: null, message: 'it is here just so already' };
  const isSame = same.has(item);
  const lasting = isSame ? item.ledger.notes.filter(({ code }) => !stays.includes(code)) : item.ledger.notes;
  const notes = isSame || (own.length > 0 && !isChanged) ? [...lasting, unchanged] : lasting;
  return { item, outcome: isCreated ? 'created' : isChanged ? 'updated' : 'skipped', id, notes };
}
