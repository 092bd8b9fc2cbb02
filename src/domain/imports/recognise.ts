import { isPlainObject } from '../values/json';
import type { ForeignKind, Surroundings } from './foreign-kind';
import { pointerToken, spelledIn } from './ledger';

/** Something in a file: an item of a known kind, or a part that no kind claims. */
export interface Recognised {
  /** Index of the file. */
  readonly file: number;
  readonly value: unknown;
  /** JSON Pointer into the file. */
  readonly path: string;
  readonly kind: ForeignKind | null;
  /** Of a part without a kind: what the report calls it. */
  readonly label: string;
  /** Of a part without a kind: why. */
  readonly why: 'not_supported' | 'unrecognised' | 'wrapper' | 'empty' | null;
}

export interface ImportFile {
  readonly name: string | null;
  /** Parsed JSON or YAML. */
  readonly value: unknown;
}

/** Round an answer of an API, or of a list of PowerShell: the content stands in this member. */
const wrappers = ['result', 'results', 'value', 'items', 'data', 'content'];
/** Lists of whole exports that nothing here corresponds to. */
const unsupported = ['Networks', 'BuiltInReports', 'CustomReports', 'SecurityRoles'];
const pageMembers = [
  ...['itemsPerPage', 'pageNumber', 'totalPages', 'totalItems', 'total', 'totalCount', 'count', 'page', 'pageSize'],
  ...['nextCursor', 'next', '@odata.context', '@odata.nextLink', '@odata.count'],
];
const mostDepth = 12;

/** The items of files, by their shape, in the order in which they stand; what is left over too. */
export function recognise(files: readonly ImportFile[], kinds: readonly ForeignKind[]): Recognised[] {
  return files.flatMap(({ name, value }, file) => {
    const found: Recognised[] = [];
    walk(value, '', { list: null, fileName: name }, 0);
    return found;

    function walk(part: unknown, path: string, around: Surroundings, depth: number): void {
      if (Array.isArray(part) && part.length > 0) {
        part.forEach((item: unknown, index) => walk(item, `${path}/${index}`, around, depth + 1));
        return;
      }
      const add = (kind: ForeignKind | null, label: string, why: Recognised['why'] = null) =>
        void found.push({ file, value: part, path, kind, label, why });
      if (isPlainObject(part)) {
        const page = pageOf(part);
        if (page !== undefined && depth <= mostDepth) return walkInto(part, [page], path, around, depth);
        const listed = kinds.find(({ lists }) => around.list !== null && isAmong(lists, around.list));
        const shown = inAnyCase(part);
        const kind =
          Object.keys(part).length === 0 ? undefined : (listed ?? kinds.find((one) => one.fits(shown, around)));
        if (kind !== undefined) return add(kind, kind.kind);
        const inner = Object.keys(part).filter((member) => isContent(member, part[member]));
        if (around.list === null && inner.length > 0 && depth <= mostDepth) {
          return walkInto(part, inner, path, around, depth);
        }
      }
      if (around.list !== null && isAmong(unsupported, around.list)) return add(null, around.list, 'not_supported');
      // Of an empty list, or an empty page, there is nothing to import.
      if (Object.keys(part ?? { null: 1 }).length === 0 && typeof part === 'object')
        return add(null, around.list ?? 'File', 'empty');
      return add(null, 'Unknown', 'unrecognised');
    }

    /** The content of these members; the others stand round it. */
    function walkInto(
      part: Readonly<Record<string, unknown>>,
      inner: readonly string[],
      path: string,
      around: Surroundings,
      depth: number,
    ): void {
      for (const member of inner) {
        const list = isAmong(wrappers, member) ? around.list : member;
        walk(part[member], `${path}/${pointerToken(member)}`, { ...around, list }, depth + 1);
      }
      const rest = Object.fromEntries(Object.entries(part).filter(([member]) => !inner.includes(member)));
      if (Object.keys(rest).length === 0) return;
      found.push({ file, value: rest, path, kind: null, label: 'File', why: 'wrapper' });
    }
  });

  function isContent(member: string, value: unknown): boolean {
    const isList = kinds.some(({ lists }) => isAmong(lists, member)) || isAmong(unsupported, member);
    return (isList || isAmong(wrappers, member)) && (Array.isArray(value) || isPlainObject(value));
  }
}

/** Of a page of an API: the member that has its content, where all others tell of the page. */
function pageOf(part: Readonly<Record<string, unknown>>): string | undefined {
  const members = Object.keys(part);
  const content = members.filter((member) => isAmong(wrappers, member) && typeof part[member] === 'object');
  const isPage = content.length === 1 && members.every((one) => one === content[0] || isAmong(pageMembers, one));
  return isPage ? content[0] : undefined;
}

function isAmong(names: readonly string[], member: string): boolean {
  return names.some((name) => name.toLowerCase() === member.toLowerCase());
}

/** An object whose members are found whatever their capitals are: `Name` finds `name` where there is no `Name`. */
function inAnyCase(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const spelled = (member: string | symbol) =>
    typeof member === 'string' ? (spelledIn(value, [member]) ?? member) : member;
  return new Proxy(value, {
    has: (target, member) => Reflect.has(target, spelled(member)),
    get: (target, member): unknown => Reflect.get(target, spelled(member)),
  });
}
