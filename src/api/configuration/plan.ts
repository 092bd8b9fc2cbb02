import { isPlainObject, sortedJson } from '../../domain/values/json';
import { differences, type Change } from '../../domain/configuration/difference';
import { secretMask } from '../../domain/attributes/values';
import { isCertloomError, type Fault } from '../../domain/problem';
import { createTurns } from '../../store/database/turns';
import { maskForAudit } from '../http/audit-masking';
import { faultsOf } from '../http/faults';
import type { InnerCalls } from '../http/inner-calls';
import { name, z } from '../http/schemas';
import { apiVersion, asJson, asRequest, named } from './export';
import type { Found, Kind } from './kind';
import type { PlannedNames } from './names';
import { pointerOf, putSecrets, takeSecrets, valueAt, type SecretPlace } from './secrets';
import type { ReadDocument } from './yaml';

type Json = Readonly<Record<string, unknown>>;

/** What becomes of an object. */
export interface Planned {
  /** Null for an object that is deleted because no document has it. */
  readonly document: ReadDocument | null;
  readonly kind: Kind;
  readonly name: string;
  readonly before: Found | null;
  readonly params: Readonly<Record<string, string>>;
  /** With names in the place of uuids, and with the secrets that were given. */
  readonly request: Json;
  readonly result: 'created' | 'changed' | 'unchanged' | 'deleted';
  /** Secrets are masked. */
  readonly changes: readonly Change[];
}

export interface PlanDeps {
  readonly kinds: readonly Kind[];
  readonly calls: InnerCalls;
  readonly names: PlannedNames;
  /** Values by the names that documents give them. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Write secrets again that are given, though they may be the stored ones. */
  readonly replaceSecrets: boolean;
  /** Names of custom attributes whose values are secret. */
  readonly secretAttributes: ReadonlySet<string>;
}

interface Wanted {
  readonly document: ReadDocument;
  readonly kind: Kind;
  readonly name: string;
  readonly spec: Json;
  readonly before: Found | null;
}

/** What these documents come to, without doing anything; or every fault of all of them. */
export async function planImport(documents: readonly ReadDocument[], deps: PlanDeps) {
  const faults: Fault[] = [];
  const turns = createTurns();
  const wanted: Wanted[] = [];
  const seen = new Set<string>();
  for (const document of documents) {
    await turns.give();
    const found = await wantedOf(document, deps, seen);
    if ('faults' in found) faults.push(...found.faults);
    else wanted.push(found);
  }
  for (const { kind, name, before } of wanted) {
    if (before === null && kind.reference !== undefined) deps.names.plan(kind.reference, name);
  }
  const definesAttributes = wanted.some(({ kind }) => kind.reference === 'customAttribute');
  const planned: Planned[] = [];
  for (const one of wanted) {
    await turns.give();
    try {
      const plan = await planOf(one, deps, definesAttributes);
      if ('faults' in plan) faults.push(...plan.faults);
      else planned.push(plan);
    } catch (error) {
      faults.push(...faultsIn(one.document, error));
    }
  }
  return { planned, faults };
}

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
  if (!read.success) {
    return { faults: faultsOf(read.error, '', envelope).map((fault) => faultAt(document, fault)) };
  }
  const refused = (pointer: string, code: string, detail: string) => ({
    faults: [faultAt(document, { pointer, code, detail })],
  });
  const { kind: wantedKind, spec } = read.data;
  const own = read.data.metadata.name;
  if (seen.has(`${wantedKind} ${own}`)) {
    return refused('/metadata/name', 'duplicate', `another document is the ${wantedKind} of this name already`);
  }
  seen.add(`${wantedKind} ${own}`);
  const kind = kinds.find(
    (one) => one.kind === wantedKind && (one.paramsOf === undefined || one.paramsOf(own) !== undefined),
  );
  if (kind === undefined) return refused('/metadata/name', 'wrong_value', `no ${wantedKind} can have this name`);
  if (kind.nameMember !== undefined && Object.hasOwn(spec, kind.nameMember)) {
    return refused(`/spec/${kind.nameMember}`, 'unknown_field', 'the name stands in metadata');
  }
  try {
    const [before = null] = await kind.find({ calls, names }, own);
    return { document, kind, name: own, spec, before };
  } catch (error) {
    return { faults: faultsIn(document, error) };
  }
}

/** @param definesAttributes conditions and actions may name attributes that are not there yet */
async function planOf(
  wanted: Wanted,
  deps: PlanDeps,
  definesAttributes: boolean,
): Promise<Planned | { readonly faults: readonly Fault[] }> {
  const { document, kind, name: own, before } = wanted;
  const { calls, names } = deps;
  const params = before?.params ?? kind.paramsOf?.(own) ?? {};
  const written = kind.create ?? kind.update;
  const schema = calls.route(written).body ?? z.unknown();
  const { spec, places, faults } = takeSecrets(schema, wanted.spec);
  const secretFaults = faults.map((fault) => faultAt(document, { ...fault, pointer: `/spec${fault.pointer}` }));
  const withName = { ...(spec as Json), ...(kind.nameMember === undefined ? {} : { [kind.nameMember]: own }) };
  const read = await calls
    .read(written, { params: kind.create === undefined ? params : {}, body: withName })
    .then(({ body }) => ({ body: kind.filled?.(asJson(body)) ?? asJson(body) }))
    .catch((error: unknown) => ({ faults: faultsIn(document, error) }));
  if ('faults' in read) return { faults: [...secretFaults, ...read.faults] };
  const current = before === null ? null : await asRequest(kind, before.view, calls, names);
  const raw = current === null ? read.body : (kind.alike?.(read.body, current.raw) ?? read.body);
  const request = asJson(await named(kind, raw, calls, names));
  const missing = missingSecrets(places, current?.request ?? null, deps.secrets).map((fault) =>
    faultAt(document, fault),
  );
  if (secretFaults.length + missing.length > 0) return { faults: [...secretFaults, ...missing] };
  const again = deps.replaceSecrets && places.some((place) => place.names.every((one) => deps.secrets.has(one)));
  const isSame = current !== null && sortedJson(current.request) === sortedJson(request) && !again;
  const isSettled = !names.isPlannedIn(raw) && !definesAttributes;
  if (!isSame && isSettled) await calls.route(written).check?.(raw);
  return {
    ...{ document, kind, name: own, before, params },
    request: putSecrets(request, places, deps.secrets) as Json,
    result: current === null ? 'created' : isSame ? 'unchanged' : 'changed',
    changes: [
      ...maskedChanges(current?.request ?? {}, request, deps.secretAttributes),
      ...(again ? places.map(({ path }) => ({ path: pointerOf(path), before: secretMask, after: secretMask })) : []),
    ],
  };
}

/** Of secrets that are shown as a mask, a mask alone must never become the value. Others are told by who writes them. */
function missingSecrets(
  places: readonly SecretPlace[],
  before: Json | null,
  given: ReadonlyMap<string, string>,
): Fault[] {
  return places
    .filter(({ as, names, path }) => as === 'value' && !given.has(names[0]!) && valueAt(before, path) !== secretMask)
    .map(({ path, names }) => ({
      pointer: `/spec${pointerOf(path)}`,
      code: 'secret_missing',
      detail: `the secret ${names.join(', ')} is not given, and none is stored`,
    }));
}

function maskedChanges(before: Json, after: Json, secretAttributes: ReadonlySet<string>): Change[] {
  const [hiddenBefore, hiddenAfter] = [before, after].map((one) => maskForAudit(one, secretAttributes));
  return differences(before, after).map(({ path, ...change }) => {
    const at = path
      .split('/')
      .slice(1)
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
    const shown = (hidden: unknown, value: unknown) => (value === null ? null : (valueAt(hidden, at) ?? secretMask));
    return { path, before: shown(hiddenBefore, change.before), after: shown(hiddenAfter, change.after) };
  });
}

/** Objects of these kinds that no document has, those first that nothing refers to. Never the caller's own user. */
export async function planPruning(
  pruned: readonly string[],
  planned: readonly Planned[],
  { kinds, calls, names }: PlanDeps,
): Promise<Planned[]> {
  const kept = new Set(planned.map(({ kind, name: own }) => `${kind.kind} ${own}`));
  const deleted: Planned[] = [];
  for (const kind of [...kinds].reverse().filter((one) => pruned.includes(one.kind))) {
    for (const before of await kind.find({ calls, names })) {
      if (kept.has(`${kind.kind} ${before.name}`) || before.view['uuid'] === calls.caller.actor.uuid) continue;
      if (kind.stays?.(before.view) === true) continue;
      const { request } = await asRequest(kind, before.view, calls, names);
      deleted.push({
        ...{ document: null, kind, name: before.name, before, params: before.params, request, changes: [] },
        result: 'deleted',
      });
    }
  }
  return deleted;
}

/** The faults of a document: `/<index>` and the member, with the line in words. */
export function faultsIn(document: ReadDocument | null, error: unknown): Fault[] {
  if (!isCertloomError(error)) throw error;
  const { code, detail, more } = error;
  const own = more.errors ?? [];
  if (own.length === 0) return [faultAt(document, { pointer: '', code, detail })];
  return own.map((fault) => faultAt(document, { ...fault, pointer: pointerInDocument(fault.pointer) }));
}

function pointerInDocument(pointer: string): string {
  return /^\/(name|username|path)(\/|$)/.test(pointer) ? '/metadata/name' : `/spec${pointer}`;
}

function faultAt(document: ReadDocument | null, fault: Fault & { readonly line?: number | null }): Fault {
  const { pointer, code, detail } = fault;
  if (document === null) return { pointer, code, detail };
  const line = fault.line ?? document.lineOf(pointer);
  const where = `document ${document.number}${line === null ? '' : `, line ${line}`}`;
  return { pointer: `/${document.number - 1}${pointer}`, code, detail: `${where}: ${detail}` };
}

const envelopes = new WeakMap<readonly Kind[], ReturnType<typeof makeEnvelope>>();

function envelopeOf(kinds: readonly Kind[]) {
  const envelope = envelopes.get(kinds) ?? makeEnvelope(kinds);
  envelopes.set(kinds, envelope);
  return envelope;
}

function makeEnvelope(kinds: readonly Kind[]) {
  return z.strictObject({
    apiVersion: z.literal(apiVersion),
    kind: z.enum([...new Set(kinds.map(({ kind }) => kind))]),
    metadata: z.strictObject({ name }),
    spec: z.custom<Json>((value) => isPlainObject(value), 'an object is expected'),
  });
}
