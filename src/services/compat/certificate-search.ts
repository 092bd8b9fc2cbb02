import type { CertificateRecord } from '../../domain/certificates/certificate';
import { definitionOf } from '../../domain/compat/metadata';
import type { Condition, Leaf } from '../../domain/conditions/tree';
import { normaliseHexText } from '../../domain/conditions/hex-fields';
import type { PatternEngine } from '../../domain/conditions/patterns';
import { translateQuery } from '../../domain/imports/keyfactor/query';
import { QueryFault } from '../../domain/imports/keyfactor/query-words';
import { isAttributeOf } from '../../domain/attributes/attribute';
import { CertloomError, validationFailed } from '../../domain/problem';
import type { CertificateInventory, CertificateSelection, CertificateSort } from '../../store/certificates/inventory';
import type { Position } from '../../store/database/keyset-scan';
import { selectionOfCondition, type CertificateDirectory } from '../certificates/selection';
import type { PatternThread } from '../firings/pattern-thread';

export interface CompatSearchDeps {
  readonly inventory: Pick<CertificateInventory, 'search' | 'count' | 'findMany'>;
  readonly directory: { snapshot(): Promise<CertificateDirectory> };
  readonly patterns: PatternEngine;
  readonly thread?: PatternThread;
  readonly now: () => Date;
  /** Milliseconds from any beginning. */
  readonly steadyClock: () => number;
}

export interface CompatSearch {
  /** In the origin's language; empty: every certificate. */
  readonly query: string;
  /** Who `%ME%` is. */
  readonly caller: string;
  /** From 1. */
  readonly page: number;
  readonly limit: number;
  readonly sort: CertificateSort;
  readonly direction: 1 | -1;
  readonly withRevoked: boolean;
  readonly withExpired: boolean;
}

export interface FoundCertificates {
  /** Of the page, in its order. */
  readonly uuids: readonly string[];
  /** How many there are on all pages; null where that is too many, or too slow, to be counted. */
  readonly total: number | null;
}

const readAtOnce = 500;
/** For one request; clients wait longer than that. */
const patienceMs = 20_000;

/**
 * Searches in the origin's query language, page by page number. Pages of one query come one after the other as long as
 * nothing is added or removed. Throws `validation_failed` for a query that cannot be translated, and `filter_too_wide`
 * when too much had to be looked at.
 */
export function createCompatSearch(deps: CompatSearchDeps) {
  const { inventory, now, steadyClock } = deps;

  async function selectionOf(asked: CompatSearch): Promise<CertificateSelection> {
    const directory = await deps.directory.snapshot();
    const at = now();
    const query = withoutGone(conditionOf(asked, directory), asked, at);
    const { sort, direction } = asked;
    return { ...selectionOfCondition(query, sort, direction, directory, deps, at), ...pointOf(query) };
  }

  return {
    async search(asked: CompatSearch): Promise<FoundCertificates> {
      const selection = await selectionOf(asked);
      const [from, to] = [(asked.page - 1) * asked.limit, asked.page * asked.limit];
      const until = steadyClock() + patienceMs;
      const uuids: string[] = [];
      let seen = 0;
      let after: Position | undefined;
      do {
        const limit = Math.min(readAtOnce, to - seen);
        const found = await inventory.search({ ...selection, after, limit });
        uuids.push(...found.items.slice(Math.max(0, from - seen)).map(({ uuid }) => uuid));
        seen += found.items.length;
        after = found.next;
        if (seen < to && after !== undefined && steadyClock() > until) throw tooWide();
      } while (seen < to && after !== undefined);
      if (after === undefined) return { uuids, total: seen };
      const { value, relation } = await inventory.count(selection);
      return { uuids, total: relation === 'exact' ? value : null };
    },

    /** The certificate with this SHA-1 of its DER, in any spelling of hexadecimal; null: none. */
    async byThumbprint(text: string): Promise<CertificateRecord | null> {
      return onlyOne({ thumbprint: normaliseHexText('THUMBPRINT', 'EQUALS', text) }, () => true);
    },

    /** By serial number and the name of the issuer, in any case; null: none. */
    async bySerial(serial: string, issuerDn: string): Promise<CertificateRecord | null> {
      const wanted = comparable(issuerDn);
      const point = { serialNumber: normaliseHexText('SERIAL_NUMBER', 'EQUALS', serial) };
      return onlyOne(point, (certificate) => comparable(certificate.issuerDn) === wanted);
    },
  };

  async function onlyOne(
    point: NonNullable<CertificateSelection['point']>,
    isWanted: (certificate: CertificateRecord) => boolean,
  ): Promise<CertificateRecord | null> {
    const selection = { filter: {}, point, sort: 'createdAt', direction: -1 } as const;
    const { items } = await inventory.search({ ...selection, after: undefined, limit: 100 });
    const found = await inventory.findMany(items.map(({ uuid }) => uuid));
    return [...found.values()].find(isWanted) ?? null;
  }
}

export type CompatCertificateSearch = ReturnType<typeof createCompatSearch>;

function conditionOf({ query, caller }: CompatSearch, directory: CertificateDirectory): Condition | null {
  const definitions = [...directory.attributes.values()].filter((one) => isAttributeOf(one, 'certificates'));
  try {
    return translateQuery(query, { attribute: (name) => definitionOf(name, definitions), caller }).query;
  } catch (error) {
    if (!(error instanceof QueryFault)) throw error;
    const { at, text, message } = error;
    const where = `at character ${at}${text === '' ? '' : `, "${text.slice(0, 80)}"`}`;
    throw validationFailed([
      { pointer: '/query/QueryString', code: 'query_unsupported', detail: `${where}: ${message}` },
    ]);
  }
}

/** Without what is revoked or over, where the caller says that it is to be left out. */
function withoutGone(query: Condition | null, { withRevoked, withExpired }: CompatSearch, at: Date): Condition | null {
  const state: Leaf = { source: 'property', field: 'CERTIFICATE_STATE', operator: 'NOT_EQUALS', value: 'revoked' };
  const end: Leaf = { source: 'property', field: 'NOT_AFTER', operator: 'GREATER_OR_EQUAL', value: at.toISOString() };
  const all = [...(query === null ? [] : [query]), ...(withRevoked ? [] : [state]), ...(withExpired ? [] : [end])];
  return all.length > 1 ? { all } : (all[0] ?? null);
}

/** Facts that the query asks for in any case and that few certificates share: they are looked up, not searched for. */
function pointOf(query: Condition | null): Pick<CertificateSelection, 'point'> {
  if (query === null) return {};
  const needed = 'all' in query ? query.all : [query];
  for (const part of needed) {
    if (!('field' in part) || part.operator !== 'EQUALS' || typeof part.value !== 'string') continue;
    if (part.source !== 'property' || part.value === '') continue;
    if (part.field === 'THUMBPRINT') return { point: { thumbprint: part.value } };
    if (part.field === 'SERIAL_NUMBER') return { point: { serialNumber: part.value } };
  }
  return {};
}

/** Names are written with and without blanks behind their commas. */
function comparable(name: string): string {
  return name.toLowerCase().replace(/\s*([,+=])\s*/g, '$1');
}

function tooWide(): CertloomError {
  return new CertloomError(
    'filter_too_wide',
    'Too many certificates would have to be looked at: ask for fewer, by a thumbprint, a serial number, a common name or a date.',
  );
}
