import { isPlainObject, sortedJson } from '../../domain/values/json';
import { secretMask } from '../../domain/attributes/values';
import type { Fault } from '../../domain/problem';
import { createTurns } from '../../store/database/turns';
import { faultsOf } from '../http/faults';
import type { InnerCalls } from '../http/inner-calls';
import { name, z } from '../http/schemas';
import type { Upcoming } from '../http/upcoming';
import { envelopeOf } from './envelope';
import { faultAt, faultsIn } from './faults';
import { asJson, asRequest, named } from './export';
import { nameIn, nameMembersOf, type Found, type Kind } from './kind';
import { faultsOfLooks, readKnownPart } from './known-part';
import { asLabels, asTexts, labelsPath, type LabelReader } from './labels';
import { maskedChanges } from './masked-changes';
import type { PlannedNames } from './names';
import { operationOf, requestFor, type Planned } from './planned';
import { pointerOf, putSecrets, takeSecrets, valueAt, type SecretPlace } from './secrets';
import { createUpcoming, type PlannedUpcoming } from './upcoming';
import type { ReadDocument } from './yaml';

type Json = Readonly<Record<string, unknown>>;

export interface PlanDeps {
  readonly kinds: readonly Kind[];
  readonly calls: InnerCalls;
  readonly names: PlannedNames;
  /** Values by the names that documents give them. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Write secrets that are given, also where another one is stored. */
  readonly replaceSecrets: boolean;
  /** Names of custom attributes whose values are secret. */
  readonly secretAttributes: ReadonlySet<string>;
  readonly labelsOf: LabelReader;
}

interface Wanted {
  readonly document: ReadDocument;
  readonly kind: Kind;
  readonly name: string;
  readonly spec: Json;
  readonly labels: readonly string[];
  readonly before: Found | null;
  /** Under which it is known, also before it is there. */
  readonly uuid: string | undefined;
  /** Of what stands around the spec, which is looked at all the same. */
  readonly outer: readonly Fault[];
  /** Another object has the name. */
  readonly isTaken: boolean;
}

/** What is known of a file while its documents are looked at. */
interface Course {
  readonly upcoming: PlannedUpcoming;
  /** Objects whose documents have faults, by uuid and name: what refers to them is not looked at any further. */
  readonly unsure: Set<string>;
  /** A document of a custom attribute has faults, to which others refer by name. */
  areAttributesUnsure: boolean;
}

/**
 * What these documents come to, without doing anything; or every fault of all of them. Everything that would refuse the
 * write of an object is asked for it: the checks of its own route, with what the other documents will have made.
 */
export async function planImport(documents: readonly ReadDocument[], deps: PlanDeps) {
  const faulty: { readonly document: ReadDocument; readonly faults: readonly Fault[] }[] = [];
  const turns = createTurns();
  const wanted: Wanted[] = [];
  const seen = new Set<string>();
  const course: Course = { upcoming: createUpcoming(), unsure: new Set(), areAttributesUnsure: false };
  const doubt = ({ kind, name: own, uuid }: Pick<Wanted, 'kind' | 'name' | 'uuid'>) => {
    for (const one of [own, uuid]) if (one !== undefined) course.unsure.add(one);
    if (kind.reference === 'customAttribute') course.areAttributesUnsure = true;
  };
  for (const document of documents) {
    await turns.give();
    const found = await wantedOf(document, deps, seen);
    if (!('faults' in found)) {
      wanted.push(found);
      continue;
    }
    faulty.push({ document, faults: found.faults });
    const named = namedIn(document, deps);
    if (named !== undefined) doubt(named);
  }
  // What others refer to comes first; the order within the file means nothing.
  wanted.sort((a, b) => deps.kinds.indexOf(a.kind) - deps.kinds.indexOf(b.kind));
  const planned: Planned[] = [];
  for (const one of wanted) {
    await turns.give();
    const plan = await planOf(one, deps, course).catch((error: unknown) => ({ faults: faultsIn(one.document, error) }));
    const own = [...one.outer, ...('faults' in plan ? plan.faults : [])];
    if (own.length > 0) {
      faulty.push({ document: one.document, faults: own });
      doubt(one);
    } else if (!('faults' in plan)) planned.push(plan);
  }
  const inOrder = <T extends { readonly document: ReadDocument | null }>(list: T[]) =>
    list.sort((a, b) => (a.document?.number ?? 0) - (b.document?.number ?? 0));
  const faults = inOrder(faulty).flatMap((one) => one.faults);
  return { planned: inOrder(planned), faults, upcoming: course.upcoming };
}

/** Which object a document is about that cannot be taken: others may refer to it all the same. */
function namedIn({ value }: ReadDocument, { kinds, names }: PlanDeps) {
  const read = looseEnvelope.safeParse(value);
  const kind = read.success ? kinds.find((one) => one.kind === read.data.kind) : undefined;
  if (!read.success || kind === undefined) return undefined;
  const { name: own } = read.data.metadata;
  return { kind, name: own, uuid: kind.reference === undefined ? undefined : names.plan(kind.reference, own) };
}

const looseEnvelope = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name }) });
/** Enough to look at the spec. */
const bareEnvelope = z.looseObject({
  ...looseEnvelope.shape,
  spec: z.custom<Json>((value) => isPlainObject(value)),
});

async function wantedOf(
  document: ReadDocument,
  { kinds, calls, names }: PlanDeps,
  seen: Set<string>,
): Promise<Wanted | { readonly faults: readonly Fault[] }> {
  if (document.faults.length > 0) {
    return {
      faults: document.faults.map((fault) => faultAt(document, { pointer: '', code: 'invalid_yaml', ...fault })),
    };
  }
  const envelope = envelopeOf(kinds);
  const read = envelope.safeParse(document.value, { reportInput: true });
  const outer = read.success ? [] : faultsOf(read.error, '', envelope).map((fault) => faultAt(document, fault));
  const bare = read.success ? read : bareEnvelope.safeParse(document.value);
  if (!bare.success || !kinds.some(({ kind }) => kind === bare.data.kind)) return { faults: outer };
  const refused = (pointer: string, code: string, detail: string) => ({
    faults: [...outer, faultAt(document, { pointer, code, detail })],
  });
  const { kind: wantedKind, spec } = bare.data;
  const own = bare.data.metadata.name;
  const kind = kinds.find(
    (one) => one.kind === wantedKind && (one.paramsOf === undefined || one.paramsOf(own) !== undefined),
  );
  const key = `${wantedKind} ${kind?.spelt === undefined ? own : own.toLowerCase()}`;
  if (seen.has(key)) {
    return refused('/metadata/name', 'duplicate', `another document is the ${wantedKind} of this name already`);
  }
  seen.add(key);
  if (kind === undefined) return refused('/metadata/name', 'wrong_value', `no ${wantedKind} can have this name`);
  const nameMember = nameMembersOf(kind).find((member) => Object.hasOwn(spec, member));
  if (nameMember !== undefined) {
    const pointer = `/spec/${nameMember}`;
    outer.push(faultAt(document, { pointer, code: 'unknown_field', detail: `the ${nameMember} stands in metadata` }));
  }
  try {
    const [before = null] = await kind.find({ calls, names }, own);
    const spelt = before === null ? await kind.spelt?.({ calls, names }, own) : undefined;
    if (spelt !== undefined) {
      const detail = `the name is taken by "${spelt}": upper and lower case are alike`;
      outer.push(faultAt(document, { pointer: '/metadata/name', code: 'name_taken', detail }));
    }
    const known = before?.view['uuid'];
    const planned = before === null && kind.reference !== undefined ? names.plan(kind.reference, own) : undefined;
    const uuid = typeof known === 'string' ? known : planned;
    const labels = asTexts(read.data?.metadata.labels);
    return { document, kind, name: own, spec, labels, before, uuid, outer, isTaken: spelt !== undefined };
  } catch (error) {
    return { faults: [...outer, ...faultsIn(document, error)] };
  }
}

async function planOf(
  wanted: Wanted,
  deps: PlanDeps,
  course: Course,
): Promise<Planned | { readonly faults: readonly Fault[] }> {
  const { document, kind, name: own, before, uuid } = wanted;
  const { calls, names } = deps;
  const params = before?.params ?? kind.paramsOf?.(own) ?? {};
  const written = kind.create ?? kind.update;
  const schema = calls.route(written).body ?? z.unknown();
  const { spec, places, faults } = takeSecrets(schema, wanted.spec, kind.openMembers);
  const secretFaults = faults.map((fault) => faultAt(document, { ...fault, pointer: `/spec${fault.pointer}` }));
  const withName = { ...(spec as Json), ...nameIn(kind, own) };
  const read = await readKnownPart(async (sent) => {
    const { body } = await calls.read(written, { params: kind.create === undefined ? params : {}, body: sent });
    return kind.filled?.(asJson(body)) ?? asJson(body);
  }, withName);
  const told = [...secretFaults, ...faultsOfLooks(...read.errors.map((error) => faultsIn(document, error)))];
  if (read.body === undefined) return { faults: told };
  const current = before === null ? null : await asRequest(kind, before.view, calls, names);
  const raw = current === null ? read.body : (kind.alike?.(read.body, current.raw) ?? read.body);
  const request = asJson(await named(kind, raw, calls, names));
  const missing = missingSecrets(places, { kind, before, request: current?.request ?? null }, deps.secrets).map(
    (fault) => faultAt(document, fault),
  );
  if (secretFaults.length + missing.length > 0) return { faults: [...told, ...missing] };
  const again = deps.replaceSecrets && (await hasOthers(places, wanted, deps));
  const isSame = current !== null && sortedJson(current.request) === sortedJson(request) && !again;
  const plan = {
    ...{ document, kind, name: own, before, params },
    request: putSecrets(request, places, deps.secrets) as Json,
    result: current === null ? ('created' as const) : isSame ? ('unchanged' as const) : ('changed' as const),
  };
  const check = async () =>
    isSame || wanted.isTaken || refersToUnsure(raw, kind, course)
      ? undefined
      : checkPlanned(plan, calls, course.upcoming);
  if (told.length > 0) {
    const more = await check().then(
      () => [],
      (error: unknown) => faultsIn(document, error),
    );
    return { faults: faultsOfLooks(told, more) };
  }
  const checked = await check();
  const becomes = isPlainObject(checked) && kind.becomes !== undefined ? kind.becomes(checked) : raw;
  if (!isSame && kind.namedAs !== undefined) course.upcoming.put(kind.namedAs, { ...becomes, uuid: own }, own);
  if (!isSame && uuid !== undefined) {
    if (kind.reference !== undefined) course.upcoming.put(kind.reference, { ...becomes, uuid }, own);
    course.upcoming.changes(uuid, request);
  } else if (!isSame && before !== null && kind.idOf !== undefined) {
    course.upcoming.changes(kind.idOf(before.view), request);
  }
  const labelled = before === null ? [] : await deps.labelsOf(kind, before.view);
  const isLabelled = labelled.join() !== wanted.labels.join();
  const relabelled = { path: labelsPath, before: asLabels(labelled), after: asLabels(wanted.labels) };
  return {
    ...plan,
    ...(isLabelled ? { labels: wanted.labels } : {}),
    ...(isLabelled && isSame ? { result: 'changed' as const, isOnlyLabelled: true } : {}),
    changes: [
      ...maskedChanges(current?.request ?? {}, request, kind, deps.secretAttributes),
      ...(again ? places.map(({ path }) => ({ path: pointerOf(path), before: secretMask, after: secretMask })) : []),
      ...(isLabelled && before !== null ? [relabelled] : []),
    ],
  };
}

/** Some refer to others by name; whoever has such a name by chance is looked at when the rest is right. */
function refersToUnsure(request: Json, kind: Kind, { unsure, areAttributesUnsure }: Course): boolean {
  if (areAttributesUnsure) return true;
  const rest = Object.fromEntries(nameMembersOf(kind).map((member) => [member, undefined]));
  const text = unsure.size === 0 ? '' : JSON.stringify({ ...request, ...rest });
  return [...unsure].some((one) => text.includes(JSON.stringify(one)));
}

/** Whoever may not write the object is told so for all objects together, and not what is wrong with it. */
async function checkPlanned(
  planned: Omit<Planned, 'changes'>,
  calls: InnerCalls,
  upcoming: PlannedUpcoming,
): Promise<unknown> {
  const operation = operationOf(planned);
  if (operation === undefined || !calls.mayCall(operation)) return undefined;
  return calls.check(operation, requestFor(planned), upcoming);
}

/** Whether secrets are given that are not the stored ones, as far as that can be told. Only who may write them is told. */
async function hasOthers(
  places: readonly SecretPlace[],
  { kind, before, name: own }: Wanted,
  { secrets, calls }: PlanDeps,
): Promise<boolean> {
  for (const { names } of places) {
    const [given, ...more] = names.flatMap((one) => secrets.get(one) ?? []);
    if (given === undefined || names.length > more.length + 1) continue;
    const isKnown = before !== null && more.length === 0 && calls.mayCall(kind.update);
    if (!isKnown || (await kind.holds?.(own, given)) !== true) return true;
  }
  return false;
}

/**
 * Secrets that a document names, and that neither come with it nor are stored. Of a secret that is shown as a mask, the
 * mask alone must never become the value. Whether each of several is stored, only who writes them knows.
 */
function missingSecrets(
  places: readonly SecretPlace[],
  { kind, before, request }: { readonly kind: Kind; readonly before: Found | null; readonly request: Json | null },
  given: ReadonlyMap<string, string>,
): Fault[] {
  const isStored = ({ as, path }: SecretPlace) =>
    as === 'value'
      ? valueAt(request, path) === secretMask
      : before !== null && (kind.hasSecret?.(before.view, String(path.at(-1))) ?? true);
  return places
    .filter((place) => place.names.some((one) => !given.has(one)) && !isStored(place))
    .map(({ path, names }) => ({
      pointer: `/spec${pointerOf(path)}`,
      code: 'secret_missing',
      detail: `the secret ${names.join(', ')} is not given, and none is stored`,
    }));
}

/** What would refuse the deletion of an object, when all else that is planned is done. */
export async function faultsOfDeletion(planned: Planned, calls: InnerCalls, upcoming: Upcoming): Promise<Fault[]> {
  try {
    await calls.check(planned.kind.remove!, requestFor(planned), upcoming);
    return [];
  } catch (error) {
    return faultsIn(planned.document, error);
  }
}

/**
 * Objects of these kinds that no document has, those first that nothing refers to. Never the caller's own user.
 * @param labels only what was applied with all of them
 */
export async function planPruning(
  pruned: readonly string[],
  planned: readonly Planned[],
  { kinds, calls, names, labelsOf }: PlanDeps,
  { upcoming, labels }: { readonly upcoming: PlannedUpcoming; readonly labels: readonly string[] },
): Promise<Planned[]> {
  const kept = new Set(planned.map(({ kind, name: own }) => `${kind.kind} ${own}`));
  const deleted: Planned[] = [];
  for (const kind of [...kinds].reverse().filter((one) => pruned.includes(one.kind))) {
    for (const before of await kind.find({ calls, names })) {
      if (kept.has(`${kind.kind} ${before.name}`) || before.view['uuid'] === calls.caller.actor.uuid) continue;
      if (kind.stays?.(before.view) === true) continue;
      const own = labels.length === 0 ? [] : await labelsOf(kind, before.view);
      if (!labels.every((label) => own.includes(label))) continue;
      const { request } = await asRequest(kind, before.view, calls, names);
      const { uuid } = before.view;
      if (typeof uuid === 'string') upcoming.remove(uuid);
      else if (kind.idOf !== undefined) upcoming.remove(kind.idOf(before.view));
      deleted.push({
        ...{ document: null, kind, name: before.name, before, params: before.params, request, changes: [] },
        result: 'deleted',
      });
    }
  }
  return deleted;
}
