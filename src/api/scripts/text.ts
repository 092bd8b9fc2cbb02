import { isUtf8 } from 'node:buffer';
import { createTwoFilesPatch } from 'diff';
import { CertloomError } from '../../domain/problem';

const byteOrderMark = '\ufeff';
/** Two texts that have little in common take long to compare, and what comes of it tells nobody anything. */
const mostEdits = 4_000;
const longestMs = 500;

/** A script as a file: UTF-8, or UTF-16 with a byte order mark, as editors on Windows save it. The mark goes. */
export function readScriptFile(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (isUtf8(bytes)) return withoutMark(bytes.toString('utf8'));
  throw new CertloomError('invalid_request', 'The script is not UTF-8; save the file as UTF-8 and send it again.');
}

export function withoutMark(text: string): string {
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

/** A text and what it is called in a diff. */
export interface DiffSide {
  readonly name: string;
  readonly text: string;
}

/** Unified diff, empty for texts that are alike; texts that differ too much are shown as replaced. */
export function unifiedDiff(from: DiffSide, to: DiffSide): string {
  if (from.text === to.text) return '';
  const found = createTwoFilesPatch(from.name, to.name, from.text, to.text, undefined, undefined, {
    context: 3,
    maxEditLength: mostEdits,
    timeout: longestMs,
  });
  return withoutRule(found ?? replaced(from, to));
}

/** The line of `=` that the library begins with is no part of the format. */
function withoutRule(patch: string): string {
  return patch.replace(/^=+\n/, '');
}

function replaced(from: DiffSide, to: DiffSide): string {
  const [before, after] = [linesOf(from.text), linesOf(to.text)];
  const range = ({ lines }: Lines) => `${lines.length === 0 ? 0 : 1},${lines.length}`;
  const shown = ({ lines, isEnded }: Lines, sign: string) => [
    ...lines.map((line) => `${sign}${line}`),
    ...(isEnded ? [] : ['\\ No newline at end of file']),
  ];
  const head = [`--- ${from.name}`, `+++ ${to.name}`, `@@ -${range(before)} +${range(after)} @@`];
  return [...head, ...shown(before, '-'), ...shown(after, '+'), ''].join('\n');
}

interface Lines {
  readonly lines: readonly string[];
  /** The last line has its end. */
  readonly isEnded: boolean;
}

function linesOf(text: string): Lines {
  const lines = text.split('\n');
  const isEnded = lines.at(-1) === '';
  return { lines: isEnded ? lines.slice(0, -1) : lines, isEnded };
}
