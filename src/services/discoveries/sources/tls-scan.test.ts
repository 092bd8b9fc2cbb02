import type { Probed } from '../../../outbound/tls/probe';
import type { ScanTarget } from '../../../outbound/tls/targets';
import type { SourcePiece } from '../source';
import { createTlsScan } from './tls-scan';

const nothingSeen = async () => new Map<string, string>();

const attributes = {
  targets: ['a.example', '192.0.2.0/30'],
  ports: ['443'],
  serverNames: [],
  concurrency: 2,
  connectTimeout: 5,
  timeout: 10,
};

async function scan(
  answer: (target: ScanTarget) => Promise<readonly Probed[]>,
  { position = 0, mayGoOn = () => true }: { position?: number; mayGoOn?: () => boolean } = {},
) {
  let running = 0;
  let most = 0;
  const asked: string[] = [];
  const source = createTlsScan({
    async probe(target) {
      asked.push(target.host);
      most = Math.max(most, (running += 1));
      try {
        return await answer(target);
      } finally {
        running -= 1;
      }
    },
    wait: async () => void (await new Promise((resolve) => setImmediate(resolve))),
  });
  const context = { signal: new AbortController().signal, mayGoOn, now: () => new Date(), seenBefore: nothingSeen };
  const reader = source.read(attributes, position, context);
  const pieces: SourcePiece[] = [];
  for (;;) {
    const next = await reader.next();
    if (next.done === true) return { pieces, isRead: next.value, asked, most };
    pieces.push(next.value);
  }
}

const chain = [Buffer.from('leaf'), Buffer.from('ca')];

describe('a TLS scan', () => {
  it('tells of each certificate of a chain where it was, and counts what ranges do not have', async () => {
    const { pieces, isRead, most } = await scan(async ({ host }) =>
      host === 'a.example'
        ? [{ chain, version: 'TLSv1.1', findings: ['weak_protocol'] }]
        : [{ kind: 'refused', detail: 'Nothing listens there.' }],
    );
    expect(pieces.flatMap(({ found }) => found.map(({ place }) => place))).toEqual([
      {
        host: 'a.example',
        port: 443,
        sni: 'a.example',
        protocol: 'TLSv1.1',
        role: 'leaf',
        findings: ['weak_protocol'],
      },
      { host: 'a.example', port: 443, sni: 'a.example', protocol: 'TLSv1.1', role: 'chain' },
    ]);
    expect(pieces.reduce((sum, { silent = 0 }) => sum + silent, 0)).toBe(2);
    expect([isRead, most, pieces.at(-1)?.position]).toEqual([true, 2, 3]);
  });

  it('makes a gap of a named target that does not answer, and of what is odd in a range', async () => {
    const { pieces } = await scan(async ({ host }) => [
      { kind: host === 'a.example' ? 'refused' : 'not_tls', detail: '' },
    ]);
    expect(pieces.flatMap(({ gaps }) => gaps.map(({ kind }) => kind))).toEqual(['refused', 'not_tls', 'not_tls']);
  });

  it('goes on behind a position, and begins nothing when it is time to stop', async () => {
    expect((await scan(async () => [], { position: 2 })).asked).toEqual(['192.0.2.2']);
    expect(await scan(async () => [], { mayGoOn: () => false })).toMatchObject({ asked: [], isRead: false });
  });

  it('holds nothing up for one that is slow, but gives out in order', async () => {
    let release: (probed: readonly Probed[]) => void = () => undefined;
    const slow = new Promise<readonly Probed[]>((resolve) => (release = resolve));
    const asked: string[] = [];
    const { pieces } = await scan(async ({ host }) => {
      asked.push(host);
      if (host === '192.0.2.2') release([]);
      return host === 'a.example' ? slow : [];
    });
    expect(asked).toEqual(['a.example', '192.0.2.1', '192.0.2.2']);
    expect(pieces.at(-1)?.position).toBe(3);
  });

  it('throws what a probe was rejected with', async () =>
    expect(scan(async () => Promise.reject(new Error('aborted')))).rejects.toThrow('aborted'));
});
