/** PEM text (RFC 7468), found in one pass over the bytes. */
import { decodeBase64 } from './base64';

/**
 * Why a block has no content: no end of its own; line breaks written as the characters `\n`, as in JSON or a variable
 * of the environment; header lines between begin and base64 (RFC 1421); other characters.
 */
export type PemFault = 'unfinished' | 'escaped_line_breaks' | 'header_lines' | 'not_base64';

export interface PemBlock {
  /** Between `-----BEGIN ` and `-----`; '' when it cannot be read. */
  readonly label: string;
  /** Decoded content, or why there is none. */
  readonly content: Buffer | PemFault;
}

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const MAX_LABEL = 64;
/** Octets of a block that show what is wrong with it: more than one line of base64. */
const HEAD = 256;
const DASH = 0x2d;

const beginOctets = Buffer.from(BEGIN, 'latin1');
const privateKeyOctets = Buffer.from('PRIVATE KEY', 'latin1');

/** True when the text has a PEM begin anywhere. */
export function hasPem(text: Buffer): boolean {
  return text.includes(BEGIN);
}

/**
 * True when any block of the text, finished or not, is labelled as a private key. A label ends at two dashes or at the
 * end of its line, but need not end well: a cut key is a key still. One pass in this language on purpose: a body of ten
 * mebibytes can hold a million begins, and a million calls of `indexOf` would stall the event loop.
 */
export function hasPrivateKeyLabel(text: Buffer): boolean {
  const first = text.indexOf(BEGIN);
  if (first < 0) return false;
  for (let at = first; at + BEGIN.length < text.length; at += 1) {
    if (text[at] !== DASH || !matchesAt(text, at, beginOctets)) continue;
    const start = at + BEGIN.length;
    const end = labelEnd(text, start);
    for (let from = start; from + privateKeyOctets.length <= end; from += 1) {
      if (matchesAt(text, from, privateKeyOctets)) return true;
    }
    at = end - 1;
  }
  return false;
}

/**
 * The blocks of the text in order. What stands before, between and after them is ignored. A begin that is followed by
 * another begin, or by nothing, before its end is a block without content. Both markers only ever move forwards, so
 * that ten thousand begins without an end cost one pass.
 */
export function* pemBlocks(text: Buffer): Generator<PemBlock> {
  let begin = text.indexOf(BEGIN);
  let end = -2;
  while (begin >= 0) {
    const next = text.indexOf(BEGIN, begin + BEGIN.length);
    const labelStart = begin + BEGIN.length;
    const { label, after } = readLabel(text, labelStart);
    if (end !== -1 && end < labelStart) end = text.indexOf(END, labelStart);
    const closed = end >= after && (next < 0 || end < next);
    if (label === '' || !closed || readLabel(text, end + END.length).label !== label) {
      yield { label, content: 'unfinished' };
    } else {
      yield { label, content: decodeBase64(text, after, end) ?? faultOf(text, after, end) };
    }
    begin = next;
  }
}

/** Looked for at the start of the block only, where either shows, so that many bad blocks cost no more than their text. */
function faultOf(text: Buffer, start: number, end: number): PemFault {
  const head = text.toString('latin1', start, Math.min(end, start + HEAD));
  if (/\\[nr]/.test(head)) return 'escaped_line_breaks';
  return /^\s*[A-Za-z][\w-]*:/.test(head) ? 'header_lines' : 'not_base64';
}

function readLabel(text: Buffer, start: number): { label: string; after: number } {
  const window = text.toString('latin1', start, start + MAX_LABEL + 5);
  const dashes = window.indexOf('-----');
  const line = window.search(/[\r\n]/);
  if (dashes < 0 || (line >= 0 && line < dashes)) return { label: '', after: start };
  return { label: window.slice(0, dashes).trim(), after: start + dashes + 5 };
}

function labelEnd(text: Buffer, start: number): number {
  const limit = Math.min(text.length, start + MAX_LABEL);
  let at = start;
  while (at < limit) {
    const octet = text[at];
    if (octet === 0x0a || octet === 0x0d || (octet === DASH && text[at + 1] === DASH)) break;
    at += 1;
  }
  return at;
}

function matchesAt(text: Buffer, at: number, expected: Buffer): boolean {
  for (let index = 0; index < expected.length; index += 1) if (text[at + index] !== expected[index]) return false;
  return true;
}
