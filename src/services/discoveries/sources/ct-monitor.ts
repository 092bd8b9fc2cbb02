import { readFile, stat } from 'node:fs/promises';
import { ctEntries, mostCtRows, type CtEntry } from '../../../domain/discoveries/ct-rows';
import type { Found, Gap } from '../../../domain/discoveries/discovery';
import { isCertloomError } from '../../../domain/problem';
import type { FetchOutcome, HttpFetcher } from '../../../outbound/http-fetcher';
import { retryAfterMs } from '../../../outbound/retry-after';
import { decodeCertificateField } from '../../../x509/certificate-field';
import { parseUpload } from '../../../x509/parse-upload';
import { SourceUnreadable, type Source, type SourceContext, type SourcePiece } from '../source';
import { allowedFolders } from './allowed-folders';

export interface CtMonitorAttributes {
  /** One of both. */
  readonly url?: string;
  readonly path?: string;
}

export interface CtMonitorDeps {
  readonly fetcher: Pick<HttpFetcher, 'fetch'>;
  /** Folders that discoveries may read. */
  readonly folders: readonly string[];
  /** The certificates that are in the inventory, by uuid. */
  readonly contents: (uuids: readonly string[]) => Promise<ReadonlyMap<string, Buffer>>;
  /** Rejects when the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

const mostListBytes = 16 * 1024 * 1024;
const mostCertificateBytes = 256 * 1024;
/** Monitors are free of charge and busy. */
const atOnce = 4;
const attempts = 3;
const longestWaitMs = 60_000;
const agreed = { accept: 'application/json, application/pkix-cert, application/x-pem-file, */*' };
/** DER of the extension's OID, 1.3.6.1.4.1.11129.2.4.3 (RFC 6962, section 3.1). */
const poison = Buffer.from('060a2b06010401d679020403', 'hex');

type Result = { readonly found: Found } | { readonly gap: Gap };

/**
 * Reads a list in the JSON form of crt.sh. Rows hold no certificate there: it is asked for by the id of the row, once,
 * for what a log holds under an id never changes.
 */
export function createCtMonitor({ fetcher, folders, contents, wait }: CtMonitorDeps): Source {
  return {
    async *read(attributes, position, context): AsyncGenerator<SourcePiece, boolean> {
      const given = attributes as CtMonitorAttributes;
      const entries = ctEntries(jsonOf(await listOf(given, context.signal)));
      if (entries === null) {
        throw new SourceUnreadable(`This is no list in the JSON form of crt.sh with at most ${mostCtRows} rows.`);
      }
      for (let at = position; at < entries.length;) {
        if (!context.mayGoOn()) return false;
        const some = entries.slice(at, at + atOnce);
        const results = await Promise.all(some.map((entry) => resultOf(entry, given, context)));
        at += some.length;
        yield {
          found: results.flatMap((result) => ('found' in result ? [result.found] : [])),
          gaps: results.flatMap((result) => ('gap' in result ? [result.gap] : [])),
          ...{ position: at, total: entries.length },
        };
      }
      return true;
    },
  };

  async function listOf({ url, path }: CtMonitorAttributes, signal: AbortSignal): Promise<Buffer> {
    if (url === undefined) return fileOf(path ?? '', folders);
    const outcome = await get(url, mostListBytes, signal);
    if (outcome.kind === 'answered' && outcome.status === 200) return outcome.body;
    throw new SourceUnreadable(`The list cannot be read: ${inWords(url, outcome)}`);
  }

  async function resultOf(entry: CtEntry, given: CtMonitorAttributes, context: SourceContext): Promise<Result> {
    const { signal } = context;
    const where = given.url ?? given.path ?? '';
    const place = given.url === undefined ? where : new URL(where).origin;
    const gap = (kind: string, detail: string): Result => ({ gap: { kind, place: `${place} ${entry.label}`, detail } });
    const foundAs = (der: Buffer, id: number | undefined): Result => {
      const path = given.url === undefined || id === undefined ? where : `${place}/?id=${id}`;
      const alias = given.url === undefined || id === undefined ? { alias: entry.label } : {};
      return { found: { der, place: { protocol: 'ct', path, ...alias } } };
    };
    if (entry.pem !== null) {
      const der = await certificateIn(() => decodeCertificateField(entry.pem!));
      return der === null
        ? gap('unreadable_certificate', 'The row has no certificate in `pem`.')
        : foundAs(der, entry.ids[0]);
    }
    if (given.url === undefined || entry.ids.length === 0) {
      return gap('no_certificate_in_row', 'The row holds no certificate, and nothing says where to get it.');
    }
    const known = await knownOf(entry.ids, (id) => `${place}/?id=${id}`, context);
    if (known !== undefined) return foundAs(known.der, known.id);
    // The certificate was logged behind its precertificate, mostly.
    for (const id of [...entry.ids].reverse()) {
      const outcome = await get(`${place}/?d=${id}`, mostCertificateBytes, signal);
      if (outcome.kind !== 'answered' || outcome.status !== 200) {
        return gap('certificate_not_fetched', inWords(place, outcome));
      }
      const der = await certificateIn(() => outcome.body);
      if (der === null) return gap('unreadable_certificate', 'What the monitor hands out is no certificate.');
      if (!der.includes(poison)) return foundAs(der, id);
    }
    return gap('precertificate', 'The monitor lists only the precertificate.');
  }

  /** What an earlier run has found under one of these ids, if the inventory has it still. */
  async function knownOf(
    ids: readonly number[],
    pathOf: (id: number) => string,
    { seenBefore }: SourceContext,
  ): Promise<{ readonly id: number; readonly der: Buffer } | undefined> {
    const seen = await seenBefore();
    for (const id of ids) {
      const uuid = seen.get(pathOf(id));
      const der = uuid === undefined ? undefined : (await contents([uuid])).get(uuid);
      if (der !== undefined) return { id, der };
    }
    return undefined;
  }

  /** Busy monitors are asked again, when they want to be. */
  async function get(url: string, maxBytes: number, signal: AbortSignal): Promise<FetchOutcome> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await fetcher.fetch(url, { maxBytes, signal, headers: agreed });
      const isPassing = outcome.kind === 'failed' || (outcome.kind === 'answered' && passes(outcome.status));
      if (!isPassing || attempt >= attempts) return outcome;
      const asked = outcome.kind === 'answered' ? outcome.headers['retry-after'] : undefined;
      const ms = typeof asked === 'string' ? retryAfterMs(asked, Date.now()) : null;
      await wait(Math.min(ms ?? 1_000 * 2 ** attempt, longestWaitMs), signal);
    }
  }
}

function passes(status: number): boolean {
  return status === 429 || status >= 500;
}

async function fileOf(wanted: string, folders: readonly string[]): Promise<Buffer> {
  const file = await (await allowedFolders(folders)).resolve(wanted);
  const found = file === undefined ? undefined : await stat(file).catch(() => undefined);
  if (file === undefined || found?.isFile() !== true || found.size > mostListBytes) {
    throw new SourceUnreadable('There is no such file below the folders that discoveries may read.');
  }
  return readFile(file);
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}

/** The first certificate of PEM or DER. */
async function certificateIn(content: () => Buffer): Promise<Buffer | null> {
  try {
    const [item] = await parseUpload(content(), { maxCertificates: 10 });
    return item === undefined || 'error' in item ? null : item.certificate.der;
  } catch (error) {
    if (!isCertloomError(error)) throw error;
    return null;
  }
}

function inWords(url: string, outcome: FetchOutcome): string {
  if (outcome.kind === 'refused') return outcome.detail;
  const { host } = new URL(url);
  return `${host} ${outcome.kind === 'failed' ? outcome.reason : `answers with status ${outcome.status}`}.`;
}
