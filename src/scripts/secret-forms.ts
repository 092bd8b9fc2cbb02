import { ownWindows } from './own-windows';
import { createUnfolder } from './unfold';

/** What is looked for to find a secret. */
export interface SecretForms {
  /** In the text as it is. */
  readonly plain: readonly string[];
  /** In the text without its line breaks, see `unfold`. */
  readonly folded: readonly string[];
  /** Base64 that holds the windows. */
  readonly encoded: readonly string[];
  /** Parts of base64, each of 16 characters, that stand for the secret; again without line breaks. */
  readonly windows: readonly string[];
}

/** Shorter ones of the derived forms would be found in any text; the secret itself counts at whatever length. */
export const leastFormLength = 4;

/** Shorter base64 is not looked for across line breaks. */
const leastFoldedBase64 = 8;

/** Shorter secrets are not looked for across line breaks: `change`, line break, `it` is ordinary text. */
const leastFolded = 12;

/**
 * A secret as it is, as base64 at each of the three places of a group where it may begin (so also behind `name:`), as a
 * part of a URL, and inside a JSON text. Of one with several lines each longer line counts too.
 */
export function formsOf(secret: string): SecretForms {
  const lines = secret.split(/\r\n|[\r\n]/).filter((line) => line.length >= 8);
  const raw = [...new Set([secret, secret.trim(), secret.replaceAll('\r\n', '\n'), ...lines])].filter(
    (form) => form !== '',
  );
  const derived = raw.flatMap((form) => [...urlForms(form), ...jsonForms(form)]);
  const base64 = raw.flatMap(base64Forms);
  const unfold = createUnfolder();
  return {
    plain: distinct([
      ...raw,
      ...derived.filter((form) => form.length >= leastFormLength),
      // Behind a backslash a first n or r reads as an escaped line break, so that these are missed in unfolded text.
      ...base64
        .map(({ text }) => text)
        .filter((text) => text.length >= leastFormLength && (text.length < leastFoldedBase64 || /^[nr]/.test(text))),
    ]),
    folded: distinct([
      ...raw.map((form) => unfold(form.trim()).text).filter((form) => form.length >= leastFolded),
      ...base64
        .filter(({ text, windows }) => text.length >= leastFoldedBase64 && !windows.isWhole)
        .map(({ text }) => text),
    ]),
    encoded: withoutContained(base64.filter(({ windows }) => windows.texts.length > 0).map(({ text }) => text)),
    windows: distinct(base64.flatMap(({ windows }) => windows.texts)),
  };
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

function withoutContained(texts: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const text of distinct(texts)) if (!kept.some((other) => other.includes(text))) kept.push(text);
  return kept;
}

function base64Forms(text: string) {
  const bytes = Buffer.from(text);
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    // Characters that hold bits of what stands before or behind are left out.
    const from = Math.ceil((before * 8) / 6);
    const inner = whole.slice(from, Math.floor(((before + bytes.length) * 8) / 6));
    const forms = before === 0 ? [whole, inner] : [inner];
    return forms
      .flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')])
      .map((form) => ({ text: form, windows: ownWindows(form, bytes, (from * 6) / 8 - before) }));
  });
}

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function urlForms(text: string): readonly string[] {
  const loose = encodeURIComponent(text.replace(loneSurrogate, '\ufffd'));
  const strict = loose.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  const forms = [loose, strict, loose.replaceAll('%2F', '/'), strict.replaceAll('%2F', '/')];
  const withPlus = forms.map((form) => form.replaceAll('%20', '+'));
  return [...forms, ...withPlus].flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}

function jsonForms(text: string): readonly string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const unicode = (characters: RegExp, form: string) =>
    form.replace(characters, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const ascii = unicode(/[^\x20-\x7e]/g, plain);
  const html = unicode(/[<>&'+]/g, ascii); // .NET's way
  const forms = [plain, ascii, html, plain.replaceAll('/', '\\/'), ascii.replaceAll('/', '\\/')];
  return forms.flatMap((form) => [
    form,
    form.replace(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`),
  ]);
}
