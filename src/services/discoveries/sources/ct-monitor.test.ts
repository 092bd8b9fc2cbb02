/** A monitor as crt.sh is one, on a port of this machine. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildCertificate, toPem } from '../../../../test/hostile/certificate-builder';
import { createHttpFetcher } from '../../../outbound/http-fetcher';
import { createOutboundGuard } from '../../../outbound/outbound-guard';
import type { SourcePiece } from '../source';
import { createCtMonitor } from './ct-monitor';

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-ct-'));
const one = buildCertificate({ subject: 'one.example.org' });
const other = buildCertificate({ subject: 'other.example.org' });
const poison = { oid: '1.3.6.1.4.1.11129.2.4.3', critical: true, value: Buffer.from('0500', 'hex') };
const rows = [
  { issuer_ca_id: 1, id: 20, serial_number: '0b' },
  { issuer_ca_id: 1, id: 11, serial_number: '0a' },
  { issuer_ca_id: 1, id: 10, serial_number: '0a' },
  { issuer_ca_id: 1, id: 30, serial_number: '0c' },
  { issuer_ca_id: 1, id: 40, serial_number: '0d', pem: toPem(other) },
  { issuer_ca_id: 1, id: 50, serial_number: '0e' },
  { name_value: 'nothing to ask for' },
];
const asked: string[] = [];
let answer: (req: IncomingMessage, res: ServerResponse) => void;
const server = createServer((req, res) => {
  asked.push(req.url!);
  answer(req, res);
});
let origin = '';
const fetcher = createHttpFetcher({
  ...{ guard: createOutboundGuard(['127.0.0.1']), connectMs: 2_000, silenceMs: 2_000, totalMs: 5_000 },
});
const waited: number[] = [];

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await fetcher.close();
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  asked.length = 0;
  waited.length = 0;
  answer = ({ url }, res) => {
    const id = /^\/\?d=(\d+)$/.exec(url!)?.[1];
    if (id === '11') return res.end(toPem(one));
    if (id === '20') return res.end('nothing');
    if (id === '30') return res.writeHead(404).end();
    if (id === '50') return res.end(toPem(buildCertificate({ subject: 'p', extensions: [poison] })));
    return res.end(JSON.stringify(rows));
  };
});

/** Uuids of certificates by path, and what the inventory has. */
interface Known {
  readonly seen?: Readonly<Record<string, string>>;
  readonly stored?: Readonly<Record<string, Buffer>>;
}

async function read(
  attributes: Readonly<Record<string, unknown>>,
  position = 0,
  from = fetcher,
  { seen = {}, stored = {} }: Known = {},
) {
  const source = createCtMonitor({
    ...{ fetcher: from, folders: [folder], wait: async (ms) => void waited.push(ms) },
    contents: async (uuids) => new Map(Object.entries(stored).filter(([uuid]) => uuids.includes(uuid))),
  });
  const context = {
    signal: new AbortController().signal,
    mayGoOn: () => true,
    now: () => new Date(),
    seenBefore: async () => new Map(Object.entries(seen)),
  };
  const reader = source.read(attributes, position, context);
  const pieces: SourcePiece[] = [];
  for (let next = await reader.next(); next.done !== true; next = await reader.next()) pieces.push(next.value);
  return {
    found: pieces.flatMap(({ found }) => found),
    gaps: pieces.flatMap(({ gaps }) => gaps),
    last: pieces.at(-1),
  };
}

describe('a list at a URL', () => {
  it('gives certificates of its rows, and a gap for each that has none', async () => {
    const { found, gaps, last } = await read({ url: `${origin}/?q=example.org&output=json` });
    expect(found.map(({ der, place }) => [der.equals(one) ? 'one' : der.equals(other), place])).toEqual([
      ['one', { protocol: 'ct', path: `${origin}/?id=11` }],
      [true, { protocol: 'ct', path: `${origin}/?id=40` }],
    ]);
    expect(gaps).toMatchObject([
      { kind: 'no_certificate_in_row', place: `${origin} row 7` },
      { kind: 'unreadable_certificate', place: `${origin} id 20` },
      { kind: 'certificate_not_fetched', place: `${origin} id 30` },
      { kind: 'precertificate', place: `${origin} id 50` },
    ]);
    // One question for a certificate and its precertificate, none where the row has it.
    expect(asked.sort()).toEqual(['/?d=11', '/?d=20', '/?d=30', '/?d=50', '/?q=example.org&output=json']);
    expect(last).toMatchObject({ position: 6, total: 6 });
  });

  it('does not fetch again what an earlier run has found, unless the inventory has it no more', async () => {
    const seen = { [`${origin}/?id=11`]: 'c-1', [`${origin}/?id=30`]: 'c-gone' };
    const { found } = await read({ url: `${origin}/list` }, 0, fetcher, { seen, stored: { 'c-1': one } });
    expect(found.map(({ der, place }) => [der.equals(one), place])).toEqual([
      [true, { protocol: 'ct', path: `${origin}/?id=11` }],
      [false, { protocol: 'ct', path: `${origin}/?id=40` }],
    ]);
    expect(asked.sort()).toEqual(['/?d=20', '/?d=30', '/?d=50', '/list']);
  });

  it('goes on where it was', async () => {
    const { found } = await read({ url: `${origin}/list` }, 4);
    expect(found).toHaveLength(1);
    expect(asked.sort()).toEqual(['/?d=50', '/list']);
  });

  it('waits as it is asked to while the monitor is busy', async () => {
    const usual = answer;
    let refusals = 0;
    answer = (req, res) => {
      if ((refusals += 1) === 1) return res.writeHead(429, { 'retry-after': '3' }).end();
      if (refusals === 2) return res.writeHead(503).end();
      return usual(req, res);
    };
    expect((await read({ url: `${origin}/list` })).found).toHaveLength(2);
    expect(waited).toEqual([3_000, 4_000]);
  });

  it.each([
    ['that is something else', (_req: IncomingMessage, res: ServerResponse) => res.end('<html>'), 'no list'],
    ['that is not there', (_req: IncomingMessage, res: ServerResponse) => res.writeHead(404).end(), 'status 404'],
    ['that leads elsewhere', redirect, 'status 302'],
  ])('fails %s', async (_name, other, message) => {
    answer = other;
    await expect(read({ url: `${origin}/list` })).rejects.toThrow(message);
  });

  it('SEC1 is not fetched from an address that is not allowed', async () => {
    const guarded = createHttpFetcher({
      ...{ guard: createOutboundGuard([]), connectMs: 2_000, silenceMs: 2_000, totalMs: 5_000 },
    });
    await expect(read({ url: `${origin}/list` }, 0, guarded)).rejects.toThrow('cannot be read');
    expect(asked).toEqual([]);
    await guarded.close();
  });
});

function redirect(_req: IncomingMessage, res: ServerResponse) {
  return res.writeHead(302, { location: 'http://169.254.169.254/' }).end();
}

describe('a list as a file', () => {
  const file = path.join(folder, 'list.json');

  it('gives the certificates that stand in it, and asks nobody', async () => {
    writeFileSync(file, JSON.stringify(rows));
    const { found, gaps } = await read({ path: file });
    expect(found.map(({ place }) => place)).toEqual([{ protocol: 'ct', path: file, alias: 'id 40' }]);
    expect(new Set(gaps.map(({ kind }) => kind))).toEqual(new Set(['no_certificate_in_row']));
    expect(asked).toEqual([]);
  });

  it('is not read outside of what is allowed', async () =>
    expect(read({ path: '/etc/hostname' })).rejects.toThrow('There is no such file'));
});
