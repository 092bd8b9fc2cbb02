import { LineCounter, parseDocument, stringify, visit, type Document } from 'yaml';
import { createTurns } from '../../store/database/turns';
import { createSizeCheck, mostCharacters, tooLarge } from './document-size';

const mostDocuments = 5_000;
/** The 100th use of one anchor is refused. */
const mostAliases = 100;
const mostDepth = 64;

/** A fault in the text itself. */
export interface TextFault {
  readonly line: number | null;
  readonly detail: string;
}

/** One document of a file: its value, or what is wrong with it. */
export interface ReadDocument {
  /** From 1. */
  readonly number: number;
  readonly value: unknown;
  readonly faults: readonly TextFault[];
  /** Line in the file of the member at a JSON Pointer, or of what is nearest above it; null where there are no lines. */
  readonly lineOf: (pointer: string) => number | null;
}

/**
 * YAML as every reader understands it alike: keys sorted, texts quoted that YAML 1.1 takes for something else, long
 * texts as blocks.
 */
export function writeYaml(value: unknown): string {
  return stringify(value, {
    compat: 'yaml-1.1',
    sortMapEntries: true,
    lineWidth: 0,
    aliasDuplicateObjects: false,
    blockQuote: 'literal',
  });
}

/**
 * The documents of a YAML 1.2 file, with others served between them. `<<` merges; tags that are not known, keys that stand
 * twice and more than 100 uses of an anchor are faults. Empty documents are left out. Throws `payload_too_large`.
 */
export async function readYaml(text: string): Promise<ReadDocument[]> {
  if (text.length > mostCharacters) throw tooLarge(`at most ${mostCharacters} characters are read at once`);
  const turns = createTurns();
  const checkSize = createSizeCheck();
  const documents: ReadDocument[] = [];
  for (const { text: part, line } of partsOf(text)) {
    await turns.give();
    checkSize(part, { number: documents.length + 1, line: line + 1 });
    await turns.give();
    const document = readOne(part, line, documents.length + 1);
    if (document !== undefined) documents.push(document);
    if (documents.length > mostDocuments) throw tooLarge(`at most ${mostDocuments} documents are read at once`);
  }
  return documents;
}

/** Documents that came as JSON values. */
export function readJson(values: readonly unknown[]): ReadDocument[] {
  return values.map((value, index) => ({ number: index + 1, value, faults: [], lineOf: () => null }));
}

/** The text between the lines that begin with `---`, which nothing inside a document can begin with; line from 0. */
function partsOf(text: string): { text: string; line: number }[] {
  let line = 0;
  return text.split(/^(?=---(?:[ \t\r\n]|$))/m).map((part) => {
    const begin = line;
    line += part.split('\n').length - 1;
    return { text: part, line: begin };
  });
}

function readOne(text: string, firstLine: number, number: number): ReadDocument | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    ...{ lineCounter: lines, merge: true, stringKeys: true, uniqueKeys: true, prettyErrors: false },
    logLevel: 'silent',
  });
  const lineAt = (offset: number) => firstLine + lines.linePos(offset).line;
  const faults: TextFault[] = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    line: lineAt(pos[0]),
    detail: message.replace(/\s+/g, ' ').slice(0, 300),
  }));
  faults.push(...aliasFaults(document, lineAt));
  let value: unknown;
  if (faults.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: mostAliases });
    } catch {
      faults.push({ line: lineAt(0), detail: `aliases stand for more than ${mostAliases} copies; write them out` });
    }
  }
  if (faults.length === 0 && isTooDeep(value)) {
    faults.push({ line: lineAt(0), detail: `values are nested more than ${mostDepth} levels deep` });
  }
  if (faults.length === 0 && value === null) return undefined;
  return { number, value, faults, lineOf: (pointer) => lineOf(document, pointer, lineAt) };
}

/** A name such as `*.example.org` without quotes is an alias, which the parser takes for one that is missing. */
function aliasFaults(document: Document, lineAt: (offset: number) => number): TextFault[] {
  const faults: TextFault[] = [];
  const anchors = new Set<string>();
  visit(document, {
    Node: (_key, node) => void ('anchor' in node && node.anchor !== undefined && anchors.add(node.anchor)),
    Alias(_key, { source, range }) {
      if (anchors.has(source)) return;
      const detail = `*${source.slice(0, 80)} names no anchor above it; if it is a text, put it in quotes`;
      faults.push({ line: lineAt(range?.[0] ?? 0), detail });
    },
  });
  return faults;
}

function lineOf(document: Document, pointer: string, lineAt: (offset: number) => number): number {
  const path = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
    if (Array.isArray(range) && typeof range[0] === 'number') return lineAt(range[0]);
  }
  return lineAt(document.contents?.range?.[0] ?? 0);
}

function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > mostDepth) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? (Object.values(one) as unknown[]) : []));
  }
  return false;
}
