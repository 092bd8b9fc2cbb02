import { CertloomError } from '../../domain/problem';
import { createTurns } from '../../store/database/turns';
import type { InnerCalls } from '../http/inner-calls';
import { namesInPlace, type ObjectNames } from '../http/object-names';
import { requestOf } from '../http/patches';
import { nameMembersOf, type Found, type Kind, type Reading } from './kind';
import { asLabels, type LabelReader } from './labels';
import { showSecrets } from './secrets';
import { writeYaml } from './yaml';

export const apiVersion = 'certloom/v1';

type Json = Readonly<Record<string, unknown>>;

/**
 * Objects of these kinds as documents of one file. Of what the caller may not read, a kind that was asked for is refused
 * with `forbidden`, and others are left out. A name that nothing has is `not_found`.
 * @param wanted null: every kind, every name
 */
export async function exportConfiguration(
  kinds: readonly Kind[],
  reading: Reading,
  wanted: { readonly kinds: readonly string[] | null; readonly names: readonly string[] | null },
  labelsOf: LabelReader,
): Promise<string> {
  const { calls } = reading;
  const asked = kinds.filter(({ kind, read }) => wanted.kinds?.includes(kind) ?? calls.mayCall(read));
  const turns = createTurns();
  const documents: string[] = [];
  const missing = new Set(wanted.names);
  for (const kind of asked) {
    const found: Found[] = [];
    for (const name of wanted.names ?? [undefined]) {
      const named = await kind.find(reading, name);
      if (name !== undefined && named.length > 0) missing.delete(name);
      found.push(...named);
    }
    for (const object of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      await turns.give();
      documents.push(writeYaml(await documentOf(kind, object, reading, labelsOf)));
    }
  }
  if (missing.size > 0) {
    const names = [...missing].map((name) => `\`${name}\``).join(', ');
    throw new CertloomError('not_found', `Of the kinds that are exported nothing is called ${names}.`);
  }
  return documents.join('---\n');
}

async function documentOf(
  kind: Kind,
  { name, view }: Found,
  { calls, names }: Reading,
  labelsOf: LabelReader,
): Promise<object> {
  const { body: schema } = calls.route(kind.update);
  const { request } = await asRequest(kind, view, calls, names);
  const inName = nameMembersOf(kind);
  const shown = Object.entries(kind.shown?.(request) ?? request);
  const spec = Object.fromEntries(shown.filter(([member]) => !inName.includes(member)));
  const labels = await labelsOf(kind, view);
  const isStored = (member: string) => kind.hasSecret?.(view, member) ?? true;
  return {
    apiVersion,
    kind: kind.kind,
    metadata: { name, ...(labels.length === 0 ? {} : { labels: asLabels(labels) }) },
    spec: schema === undefined ? spec : showSecrets(schema, spec, { name, isStored }),
  };
}

/** What is there in the form of a request: `raw` with uuids, `request` with names and with lists in one order. */
export async function asRequest(kind: Kind, view: Json, calls: InnerCalls, names: Pick<ObjectNames, 'namesOf'>) {
  const route = calls.route(kind.update);
  const shown = requestOf(route, view);
  const parsed = route.body?.safeParse(shown);
  const raw = asJson(parsed?.success === true ? parsed.data : shown);
  return { raw, request: await named(kind, raw, calls, names) };
}

/** A request with names in the place of uuids, and with lists whose order means nothing sorted. */
export async function named(
  kind: Kind,
  raw: Json,
  calls: InnerCalls,
  names: Pick<ObjectNames, 'namesOf'>,
): Promise<Json> {
  const request = (await namesInPlace(calls.route(kind.update).body, raw, names.namesOf)) as Json;
  const sorted = (kind.unordered ?? []).flatMap((member): [string, unknown][] => {
    const list = request[member];
    return Array.isArray(list) ? [[member, [...new Set(list.map(String))].sort()]] : [];
  });
  return { ...request, ...Object.fromEntries(sorted) };
}

/** Without members that are undefined, and with dates as text. */
export function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
