import type { Fault } from '../problem';
import { curlyTokens, fillCurly, unknownCurlyTokens, type CurlyNames } from '../values/curly-tokens';
import { escapeHtml } from '../values/escape-html';
import { didYouMean } from '../values/suggestion';
import type { AlertKindCode } from './kind';
import { alertTokens, tokensOf, type AlertToken } from './tokens';

const unseen = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** What tokens stand for; no value is an empty text. */
export interface TokenValues {
  /** Several values are shown with a comma between them. `name` in lower case, but for what stands behind a prefix. */
  of(name: string): readonly string[];
}

/** How values are put in: into HTML, one line without line breaks, a URL, a string of JSON, or as they are. */
export type FillMode = 'html' | 'line' | 'url' | 'json' | 'text';

export interface Filled {
  readonly text: string;
  /** Tokens that had no value, each once. */
  readonly empty: readonly string[];
}

/** The text with its tokens filled. Brace groups that are no tokens of the kind stay as they are. */
export function fillTokens(text: string, kind: AlertKindCode, values: TokenValues, mode: FillMode): Filled {
  const lookup = (name: string) => values.of(name).join(', ');
  const filled = fillCurly(text, knownIn(kind), lookup, (value) => escapeFor(mode, value));
  return { text: mode === 'line' ? oneLine(filled.text) : filled.text, empty: filled.missing };
}

/** A value as it may stand in a text of the mode. A line is made one as a whole, by `oneLine`. */
export function escapeFor(mode: FillMode, value: string): string {
  if (mode === 'html') return escapeHtml(value);
  if (mode === 'url') return inUrl(value);
  return mode === 'json' ? JSON.stringify(value).slice(1, -1) : value;
}

/** As one part of a path or query. */
function inUrl(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'));
}

/** Nothing that could end a line or turn it round. */
export function oneLine(text: string): string {
  return text.replace(unseen, ' ').trim();
}

/** Tokens of a text, each once. */
export function tokensIn(text: string, kind: AlertKindCode): string[] {
  return [...new Set(curlyTokens(text, knownIn(kind)).map(({ name }) => name))];
}

/** Names that can only be meant as tokens and are none of the kind, each with where it stands (characters from 1). */
export function tokenFaults(text: string, kind: AlertKindCode, pointer: string): Fault[] {
  const known = knownIn(kind);
  const isKnown = new Set(curlyTokens(text, known).map(({ at }) => at));
  const elsewhere = new Set(curlyTokens(text, everywhere).map(({ at }) => at));
  // `{requester:…}` begins like tokens do; `{color:red}` does not.
  const begun = curlyTokens(text, startsOf(everywhere)).filter(({ at }) => !isKnown.has(at));
  const meant = [...unknownCurlyTokens(text, known), ...begun];
  const byPlace = new Map(meant.map((use) => [use.at, use]));
  return [...byPlace.values()]
    .sort((one, other) => one.at - other.at)
    .map(({ at, written }) => {
      const what = elsewhere.has(at) ? `alerts of this kind have no token ${written}` : `there is no token ${written}`;
      const like = didYouMean(
        written.slice(1, -1),
        tokensOf(kind).map(({ name }) => name),
      );
      const detail = `${what}, at character ${at + 1}; GET /alerts/tokens lists them.${like}`;
      return { pointer, code: 'unknown_token', detail };
    });
}

const byKind = new Map<AlertKindCode, CurlyNames>();
const everywhere = namesAmong(alertTokens);

function knownIn(kind: AlertKindCode): CurlyNames {
  let known = byKind.get(kind);
  if (known === undefined) byKind.set(kind, (known = namesAmong(tokensOf(kind))));
  return known;
}

function namesAmong(tokens: readonly AlertToken[]): CurlyNames {
  const names = tokens.map(({ name }) => name.toLowerCase());
  return {
    names: new Set(names.filter((name) => !name.endsWith(':'))),
    prefixes: new Set(names.filter((name) => name.endsWith(':')).map((name) => name.slice(0, -1))),
  };
}

/** Whatever begins like a token that has a colon. */
function startsOf({ names, prefixes }: CurlyNames): CurlyNames {
  const starts = [...names].filter((name) => name.includes(':')).map((name) => name.slice(0, name.indexOf(':')));
  return { names, prefixes: new Set([...starts, ...prefixes]) };
}
