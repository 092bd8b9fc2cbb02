import { createSecretFinder, type SecretFinder } from './secret-finder';
import { formsOf, leastFormLength, type SecretForms } from './secret-forms';

/** Takes secrets out of texts, in the forms in which scripts and programs write them. */
export interface Masker {
  text(text: string): string;
  /** A file's content, as UTF-8 and as the UTF-16 of Windows. */
  bytes(content: Uint8Array): Uint8Array;
  /** Strings and keys inside a JSON value, at whatever depth. */
  value(value: unknown): unknown;
  /** For a text that comes in pieces: a secret may lie across their borders. */
  stream(): MaskStream;
}

export interface MaskStream {
  /** What of the text so far can be let go. */
  write(text: string): string;
  /** @param isCut the text goes on but is not read further: the start of a secret at its end is masked too */
  end(options?: { readonly isCut?: boolean }): string;
}

export const mask = '***';

/** A text is looked through in pieces, so that a long one needs no more room. */
const pieceLength = 1024 * 256;

export function createMasker(secrets: readonly string[]): Masker {
  const forms = joined(secrets.filter((secret) => secret !== '').map(formsOf));
  if (forms.plain.length === 0) {
    const same = { write: (piece: string) => piece, end: () => '' };
    return { text: (whole) => whole, bytes: (content) => content, value: (some) => some, stream: () => same };
  }
  const finder = createSecretFinder(forms);
  let narrow: SecretFinder | undefined;
  const text = (whole: string) => replaceAll(whole, finder);
  const bytes = (content: Uint8Array): Uint8Array => {
    narrow ??= createSecretFinder(mapped(forms, (form) => bytesAsText(Buffer.from(form))));
    const found = Buffer.from(replaceAll(bytesAsText(content), narrow), 'latin1');
    // Two bytes a character, which may begin at an odd byte too.
    return Uint8Array.from(wideFrom(1, wideFrom(0, found, text), text));
  };
  const value = (some: unknown): unknown => {
    if (typeof some === 'string') return text(some);
    if (Array.isArray(some)) return some.map(value);
    if (typeof some !== 'object' || some === null) return some;
    return Object.fromEntries(Object.entries(some).map(([key, inner]) => [text(key), value(inner)]));
  };
  return { text, bytes, value, stream: () => createMaskStream(finder) };
}

function joined(all: readonly SecretForms[]): SecretForms {
  const of = (kind: keyof SecretForms) => [...new Set(all.flatMap((forms) => forms[kind]))];
  return { plain: of('plain'), folded: of('folded'), encoded: of('encoded'), windows: of('windows') };
}

function mapped(forms: SecretForms, change: (form: string) => string): SecretForms {
  return { ...forms, plain: forms.plain.map(change), folded: forms.folded.map(change) };
}

/** One character a byte. */
function bytesAsText(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1');
}

function wideFrom(start: number, content: Buffer, text: (whole: string) => string): Buffer {
  const end = content.length - ((content.length - start) & 1);
  if (end <= start) return content;
  const wide = content.subarray(start, end).toString('utf16le');
  const masked = text(wide);
  if (masked === wide) return content;
  return Buffer.concat([content.subarray(0, start), Buffer.from(masked, 'utf16le'), content.subarray(end)]);
}

function replaceAll(text: string, finder: SecretFinder): string {
  const stream = createMaskStream(finder);
  let out = '';
  for (let at = 0; at < text.length; at += pieceLength) out += stream.write(text.slice(at, at + pieceLength));
  return out + stream.end();
}

function createMaskStream(finder: SecretFinder): MaskStream {
  let held = '';
  /** Characters at the start of `held` that belong to a mask that was written already. */
  let covered = 0;

  const release = (end: number): string => {
    let out = '';
    let position = covered;
    let isBehindMask = covered > 0;
    for (const [from, to] of finder.find(held)) {
      if (from >= end) break;
      // An occurrence that touches or overlaps the one before it makes one mask with it.
      if (from > position || !isBehindMask) out += held.slice(position, from) + mask;
      isBehindMask = true;
      position = Math.max(position, to);
    }
    if (position < end) out += held.slice(position, end);
    covered = Math.max(0, position - end);
    held = held.slice(end);
    return out;
  };

  return {
    write(text) {
      held += text;
      return release(held.length - finder.openTail(held, 1));
    },
    end({ isCut = false } = {}) {
      const tail = isCut ? finder.openTail(held, leastFormLength) : 0;
      const isCovered = covered >= held.length;
      const out = release(held.length - tail) + (tail > 0 && !isCovered ? mask : '');
      held = '';
      covered = 0;
      return out;
    },
  };
}
