import { isPlainObject } from '../values/json';
import { hiddenValue, mayBeSecret, shownValue, type ImportNote, type KeptValue } from './note';

/** What became of an input: each leaf of it stands in `mappedPaths` or in a note, or in both where it was changed. */
export interface LedgerResult {
  readonly mappedPaths: readonly string[];
  readonly notes: readonly ImportNote[];
  readonly kept: readonly KeptValue[];
}

/**
 * A place in an input. Mappers see the input only through places, which write down what was read: whatever is left over
 * when the ledger is closed is kept with the note `field_unmapped`.
 */
export interface Place {
  /** JSON Pointer into the file. */
  readonly path: string;
  /** To look at, for recognising; it does not count as read. */
  readonly peek: unknown;
  /**
   * A member; there may be none, which reads as undefined. The first of these names that is there; spelled so, or else with
   * other capitals, as clients in other languages write them.
   */
  at(...members: readonly string[]): Place;
  /** Members in their order; none of what is no object. */
  members(): readonly (readonly [string, Place])[];
  /** Elements; none of what is no list. */
  items(): readonly Place[];
  /** The value with all that is in it; counts as mapped. Undefined where there is none. */
  take(): unknown;
  /** As `take`, of the wanted type; null and what is not there are undefined, anything else is kept as `wrong_type`. */
  text(): string | undefined;
  /** Also a text of digits. */
  whole(): number | undefined;
  /** Also `"true"` and `"False"`. */
  flag(): boolean | undefined;
  /** Elements that are texts; one text stands for a list of it. */
  texts(): readonly string[];
  /** Stays with the object, with a note for each leaf. */
  keep(code: string, message: string): void;
  /** Is lost, with a note for each leaf. */
  refuse(code: string, message: string): void;
  /** A note on what is mapped all the same. */
  note(code: string, message: string): void;
  /** A secret: its value is handed over and shown nowhere. Counts as mapped. */
  secret(): unknown;
}

export interface Ledger {
  readonly root: Place;
  close(): LedgerResult;
}

/** @param path where the input stands in its file, as a JSON Pointer */
export function createLedger(input: unknown, path = ''): Ledger {
  const mapped = new Set<string>();
  const noted = new Set<string>();
  const hidden = new Set<string>();
  const notes: ImportNote[] = [];
  const kept: KeptValue[] = [];
  const leaves = (value: unknown, at: string) => leavesOf(value, at);
  for (const at of secretContents(input, path)) hidden.add(at);

  const isHidden = (at: string, value: unknown) =>
    hidden.has(at) || (typeof value === 'string' && value !== '' && at.split('/').some(mayBeSecret));
  const tell = (code: string, at: string, value: unknown, message: string) => {
    noted.add(at);
    notes.push({ code, path: at, value: isHidden(at, value) ? hiddenValue : shownValue(value ?? null), message });
  };

  function placeOf(value: unknown, at: string): Place {
    const told = (code: string, message: string, isKept: boolean) => {
      if (value === undefined) return;
      for (const leaf of leaves(value, at)) {
        tell(code, leaf.path, leaf.value, message);
        if (isKept && !isHidden(leaf.path, leaf.value))
          kept.push({ path: leaf.path.slice(path.length), value: leaf.value });
      }
    };
    const take = () => {
      if (value !== undefined) for (const leaf of leaves(value, at)) mapped.add(leaf.path);
      return value;
    };
    const typed = <T>(read: (value: unknown) => T | undefined, wanted: string): T | undefined => {
      if (value === undefined) return undefined;
      const result = value === null ? undefined : read(value);
      if (result === undefined && value !== null) told('wrong_type', `${wanted} is expected here`, true);
      else take();
      return result;
    };
    const place: Place = {
      path: at,
      peek: value,
      at(...members) {
        const there = isPlainObject(value) ? spelledIn(value, members) : undefined;
        const member = there ?? members[0] ?? '';
        return placeOf(
          there === undefined ? undefined : (value as Record<string, unknown>)[there],
          `${at}/${pointerToken(member)}`,
        );
      },
      members: () =>
        isPlainObject(value)
          ? Object.entries(value).map(
              ([member, inner]) => [member, placeOf(inner, `${at}/${pointerToken(member)}`)] as const,
            )
          : [],
      items: () => (Array.isArray(value) ? value.map((item: unknown, index) => placeOf(item, `${at}/${index}`)) : []),
      take,
      text: () =>
        typed((one) => (typeof one === 'string' ? one : typeof one === 'number' ? String(one) : undefined), 'a text'),
      whole: () =>
        typed((one) => {
          const number = typeof one === 'string' && /^\s*-?\d{1,15}\s*$/.test(one) ? Number(one) : one;
          return Number.isSafeInteger(number) ? (number as number) : undefined;
        }, 'a whole number'),
      flag: () =>
        typed((one) => {
          const word = typeof one === 'string' ? one.trim().toLowerCase() : one;
          return word === true || word === 'true' ? true : word === false || word === 'false' ? false : undefined;
        }, 'true or false'),
      texts() {
        if (typeof value === 'string') return [take() as string];
        if (value === null || (Array.isArray(value) && value.length === 0)) take();
        if (value !== undefined && value !== null && !Array.isArray(value))
          told('wrong_type', 'a list is expected here', true);
        return place.items().flatMap((item) => item.text() ?? []);
      },
      keep: (code, message) => told(code, message, true),
      refuse: (code, message) => told(code, message, false),
      note(code, message) {
        const shown = typeof value === 'object' ? null : value;
        notes.push({ code, path: at, value: isHidden(at, shown) ? hiddenValue : shownValue(shown ?? null), message });
      },
      secret() {
        for (const leaf of leaves(value ?? null, at)) hidden.add(leaf.path);
        return take();
      },
    };
    return place;
  }

  return {
    root: placeOf(input, path),
    close() {
      for (const leaf of leaves(input, path)) {
        if (mapped.has(leaf.path) || noted.has(leaf.path)) continue;
        tell('field_unmapped', leaf.path, leaf.value, 'nothing here corresponds to it; it is kept with the object');
        if (!isHidden(leaf.path, leaf.value)) kept.push({ path: leaf.path.slice(path.length), value: leaf.value });
      }
      return { mappedPaths: [...mapped], notes, kept };
    },
  };
}

/** How a member of one of these names is spelled in an object: the first that is there, exactly before in other capitals. */
export function spelledIn(value: object, members: readonly string[]): string | undefined {
  const exact = members.find((member) => Object.hasOwn(value, member));
  if (exact !== undefined) return exact;
  const wanted = members.map((member) => member.toLowerCase());
  return Object.keys(value).find((member) => wanted.includes(member.toLowerCase()));
}

/** The value of a member, whatever its capitals are; undefined where there is none. */
export function memberOf(value: unknown, member: string): unknown {
  const spelled = isPlainObject(value) ? spelledIn(value, [member]) : undefined;
  return spelled === undefined ? undefined : (value as Record<string, unknown>)[spelled];
}

const secretTypes = ['secret', 'credential', 'keystore', 'password'];

/** Leaves of what is a secret by the type that stands beside it, as contents of attributes say it. */
function secretContents(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => secretContents(one, `${path}/${index}`));
  if (!isPlainObject(value)) return [];
  const typeAt = spelledIn(value, ['contentType']);
  const type = typeAt === undefined ? undefined : value[typeAt];
  const isSecret = typeof type === 'string' && secretTypes.includes(type.toLowerCase());
  return Object.entries(value).flatMap(([member, inner]) => {
    const at = `${path}/${pointerToken(member)}`;
    const isContent = isSecret && ['content', 'data', 'value', 'reference'].includes(member.toLowerCase());
    return isContent ? leavesOf(inner, at).map((leaf) => leaf.path) : secretContents(inner, at);
  });
}

/** Scalars and empty lists and objects, with their JSON Pointers. */
export function leavesOf(value: unknown, path = ''): { readonly path: string; readonly value: unknown }[] {
  const inner = Array.isArray(value)
    ? value.map((item: unknown, index) => [String(index), item] as const)
    : isPlainObject(value)
      ? Object.entries(value)
      : [];
  if (inner.length === 0) return [{ path, value }];
  return inner.flatMap(([member, one]) => leavesOf(one, `${path}/${pointerToken(member)}`));
}

/** A member as JSON Pointers have it (RFC 6901, section 3). */
export function pointerToken(member: string): string {
  return member.replaceAll('~', '~0').replaceAll('/', '~1');
}
