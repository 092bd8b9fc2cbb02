import { isPlainObject } from '../../values/json';
import type { ForeignKind, MappingContext, ObjectName } from '../foreign-kind';
import { idAt, nameAt } from '../identity';
import { memberOf, spelledIn, type Place } from '../ledger';

export const system = 'czertainly';

/** What items are known by there: their uuid. */
export function byUuid(kind: string, nameMember = 'name'): ForeignKind['identify'] {
  return (item) => ({
    id: idAt(item.at('uuid')),
    target: { kind, name: nameAt(item.at(nameMember), kind) },
  });
}

/** Reads what every object has and no document says: its uuid. Gives the description. */
export function readHead(item: Place): { readonly description: string } {
  for (const member of ['uuid', 'name', 'resource']) item.at(member).take();
  return { description: item.at('description').text() ?? '' };
}

/**
 * Parts of an object that stand in it, or elsewhere in the import under the uuids that it names.
 * @param content members of which a part that stands here has one
 * @returns undefined in the place of one that is not there, which is noted
 */
export function partsOf(
  owner: Place,
  context: MappingContext,
  {
    kind,
    inline,
    uuids,
    content,
  }: Readonly<Record<'kind' | 'inline' | 'uuids', string>> & { content: readonly string[] },
): (Place | undefined)[] {
  const [nested, named] = [owner.at(inline), owner.at(uuids)];
  if (listLength(nested) === 0) nested.take();
  const isNested = listLength(nested) > 0;
  if (isNested || listLength(named) === 0) named.take();
  return (isNested ? nested : named).items().map((place) => {
    const { peek } = place;
    if (isPlainObject(peek) && spelledIn(peek, content) !== undefined) return joined(place, true);
    const id = typeof peek === 'string' ? peek : idAt(place.at('uuid'));
    place.take();
    const other = context.items(kind).find((one) => idAt(one.at('uuid')) === id);
    if (other === undefined) {
      place.note('part_unknown', `this ${kind.toLowerCase()} is not in the import: put its list into the same one`);
      return undefined;
    }
    return joined(other, false);
  });
}

function listLength({ peek }: Place): number {
  return Array.isArray(peek) ? peek.length : 0;
}

/** A part has no name of its own here; one that is an item of the import is told of once, by its own kind. */
function joined(place: Place, isNested: boolean): Place {
  for (const member of ['uuid', 'resource', 'type']) place.at(member).take();
  for (const member of isNested ? ['name', 'description'] : []) {
    const named = place.at(member);
    if (named.peek === null || named.peek === '') named.take();
    else named.keep('joined', 'it is joined with others into one trigger');
  }
  return place;
}

/** Names here of what is named by uuid, by name, or as `{uuid, name}`; those that are not known are noted. */
export function namesAt(
  place: Place,
  documentKind: string,
  foreignKind: string,
  context: MappingContext,
): string[] | null {
  const places = Array.isArray(place.peek)
    ? place.items()
    : place.peek === undefined || place.peek === null
      ? []
      : [place];
  if (places.length === 0) place.take();
  let isWhole = true;
  const names = places.flatMap((one) => {
    const given = inner(one.peek);
    one.take();
    const known = given
      .map((text) => nameOf(text, documentKind, foreignKind, context))
      .find((name) => name !== undefined);
    if (known !== undefined) return [known];
    isWhole = false;
    one.note('object_unknown', `no ${documentKind} of this uuid or name is here or in the import`);
    return [];
  });
  return isWhole ? names : null;
}

function nameOf(text: string, kind: string, foreign: string, context: MappingContext): string | undefined {
  const imported: ObjectName | undefined = context.imported(foreign, text);
  return imported?.name ?? context.find(kind, text)?.name;
}

/** Texts that may name an object, the uuid first. */
function inner(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (!isPlainObject(value)) return [];
  return ['uuid', 'reference', 'name', 'data'].flatMap((member) => inner(memberOf(value, member)));
}
