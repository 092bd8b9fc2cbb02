import { isCertloomError, type Fault } from '../../domain/problem';
import { isPlainObject } from '../../domain/values/json';
import { pointerToken } from '../http/faults';

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a request; where it has members that nothing knows, also without them, so that what else is wrong is told with
 * them. `body` is absent where the rest is wrong, too.
 * @param read throws `validation_failed`
 */
export async function readKnownPart(
  read: (body: Json) => Promise<Json>,
  body: Json,
): Promise<{ readonly body?: Json; readonly errors: readonly unknown[] }> {
  try {
    return { body: await read(body), errors: [] };
  } catch (error) {
    const unknown = unknownMembers(error);
    if (unknown.size === 0) return { errors: [error] };
    try {
      return { body: await read(withoutMembers(body, unknown, '') as Json), errors: [error] };
    } catch (other) {
      return { errors: [error, other] };
    }
  }
}

/** Faults of several looks at one thing: of a later one only those in places that no earlier one has told of. */
export function faultsOfLooks(...looks: readonly (readonly Fault[])[]): Fault[] {
  const told: Fault[] = [];
  for (const look of looks) {
    const places = new Set(told.map(({ pointer }) => pointer));
    told.push(...look.filter(({ pointer }) => !places.has(pointer)));
  }
  return told;
}

function unknownMembers(error: unknown): ReadonlySet<string> {
  const faults = isCertloomError(error) ? (error.more.errors ?? []) : [];
  return new Set(faults.filter(({ code }) => code === 'unknown_field').map(({ pointer }) => pointer));
}

function withoutMembers(value: unknown, pointers: ReadonlySet<string>, at: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => withoutMembers(item, pointers, `${at}/${index}`));
  }
  if (!isPlainObject(value)) return value;
  const members = Object.entries(value).map(
    ([member, inner]) => [`${at}/${pointerToken(member)}`, member, inner] as const,
  );
  return Object.fromEntries(
    members
      .filter(([pointer]) => !pointers.has(pointer))
      .map(([pointer, member, inner]) => [member, withoutMembers(inner, pointers, pointer)]),
  );
}
