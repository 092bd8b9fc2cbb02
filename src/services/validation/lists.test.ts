import {
  certificate,
  end,
  extension,
  extensions,
  ocspAnswer,
  party,
  revocationList,
  start,
} from '../../../test/support/signed-material';
import { validateCertificate } from '../../domain/validation/validate';
import type { IssuerCandidate, ValidationSources } from '../../domain/validation/validation';
import { element, explicit, integer, sequence } from '../../x509/der-writer';
import { readPathCertificate } from '../../x509/path-certificate';
import { readOcspResponse } from '../../x509/ocsp-response';
import { readRevocationList } from '../../x509/revocation-list';
import { validationTools } from './tools';

const now = new Date('2026-06-01T00:00:00Z');
const minute = 60_000;
const oids = { number: '2.5.29.20', delta: '2.5.29.27', scope: '2.5.29.28', entryIssuer: '2.5.29.29' };
const number = (value: number) => extension(oids.number, integer(value));

const [root, ca, other, leafParty] = [party('Root'), party('CA'), party('Other'), party('leaf')];
const caExtensions = [extensions.ca, extensions.keyUsage(5, 6)];
const rootDer = certificate(root, root, { extensions: caExtensions });
const caDer = certificate(ca, root, { serial: '10', extensions: caExtensions });
const crossed = certificate(ca, root, { serial: '11', extensions: caExtensions });
const leafDer = certificate(leafParty, ca, { serial: '8001' });

async function validate(lists: readonly Buffer[], pool: readonly Buffer[] = [caDer], leaf = leafDer, answer?: Buffer) {
  const read = (der: Buffer) => readPathCertificate(der)!;
  const candidates: IssuerCandidate[] = [
    { certificate: read(rootDer), trusted: true, revoked: false },
    ...pool.map((der) => ({ certificate: read(der), trusted: false, revoked: false })),
  ];
  const tools = validationTools();
  const found = await Promise.all(lists.map((der) => readRevocationList(der, tools.giveTurn)));
  const sources: ValidationSources = {
    issuersOf: async () => candidates,
    signersOf: async () => candidates,
    listsFor: async () => ({ found: found.filter((list) => list !== null), failures: [] }),
    answersFor: async () => ({
      found: answer === undefined ? [] : [{ response: readOcspResponse(answer), nonce: null, source: 'x' }],
      failures: [],
    }),
  };
  const result = await validateCertificate(read(leaf), sources, { now, trusted: false, expiringFrom: null }, tools);
  const check = result.checks.find((one) => one.check === 'crl_verification')!;
  return { ...result, list: check.status, words: check.message, codes: result.notes.map(({ code }) => code) };
}

const scope = (...members: readonly Buffer[]) => extension(oids.scope, sequence(...members), true);
const flag = (tag: number) => Buffer.from([0x80 | tag, 1, 0xff]);

describe('revocation lists', () => {
  it('says good, with what the verdict rests on', async () => {
    const result = await validate([revocationList(ca, [{ serial: '8002' }])]);
    expect(result).toMatchObject({ status: 'valid', list: 'valid', revocation: null });
    expect(result.evidence).toContainEqual(
      expect.objectContaining({
        kind: 'list',
        verdict: 'good',
        signer: readPathCertificate(caDer)!.fingerprint,
        number: '1',
        thisUpdate: start,
        nextUpdate: end,
        scope: 'complete list of its issuer',
      }),
    );
  });

  it.each([
    ['9001', 'failed'],
    ['9002', 'valid'],
  ])('says of a responder that it is revoked: %s listed, answer %s', async (serial, status) => {
    const responder = party('Responder');
    const signing = extensions.purpose('1.3.6.1.5.5.7.3.9');
    const certificates = [certificate(responder, ca, { serial: '9001', extensions: [signing] })];
    const answer = ocspAnswer({ issuer: ca, serial: '8001', status: 'good', signer: responder, certificates });
    const result = await validate([revocationList(ca, [{ serial }])], [caDer], leafDer, answer);
    expect(result.checks.find(({ check }) => check === 'ocsp_verification')?.status).toBe(status);
  });

  it('says revoked, with date and reason', async () => {
    const revokedAt = new Date('2026-02-03T04:05:06Z');
    const result = await validate([revocationList(ca, [{ serial: '1' }, { serial: '8001', revokedAt, reason: 1 }])]);
    const revocation = { revokedAt, reason: 'keyCompromise', by: 'list' };
    expect(result).toMatchObject({ status: 'revoked', list: 'revoked', revocation });
  });

  it.each<[string, Buffer, RegExp]>([
    ['of another issuer', revocationList(other, []), /None of the lists/],
    ['by another key', revocationList(ca, [], { by: other }), /not by a known key/],
    [
      'that is over',
      revocationList(ca, [{ serial: '8001' }], { nextUpdate: start }),
      /was to be replaced.*lists the certificate/,
    ],
    ['from later on', revocationList(ca, [], { thisUpdate: new Date(+now + 6 * minute) }), /only from/],
    [
      'with an unknown critical extension',
      revocationList(ca, [], { extensions: [extension('1.2.3', integer(1), true)] }),
      /1\.2\.3/,
    ],
    [
      'with an unknown critical extension of another entry',
      revocationList(ca, [{ serial: '5', extensions: [extension('1.2.4', integer(1), true)] }]),
      /1\.2\.4/,
    ],
    ['about CAs', revocationList(ca, [], { extensions: [scope(flag(2))] }), /CA certificates only/],
    [
      'about attribute certificates',
      revocationList(ca, [], { extensions: [scope(flag(5))] }),
      /attribute certificates only/,
    ],
    [
      'for some reasons',
      revocationList(ca, [], { extensions: [scope(Buffer.from('83020640', 'hex'))] }),
      /No list covers the reasons/,
    ],
    [
      'of another distribution point',
      revocationList(ca, [], {
        extensions: [scope(explicit(0, explicit(0, element(0x86, Buffer.from('http://x/')))))],
      }),
      /names another point/,
    ],
    [
      'without its base',
      revocationList(ca, [], { extensions: [number(2), extension(oids.delta, integer(1), true)] }),
      /None of the lists/,
    ],
    [
      'whose scope cannot be read',
      revocationList(ca, [], { extensions: [extension(oids.scope, integer(1), true)] }),
      /cannot be read/,
    ],
  ])('failed: a list %s', async (_, list, words) => {
    const result = await validate([list]);
    expect(result).toMatchObject({ status: 'valid', list: 'failed' });
    expect(result.words).toMatch(words);
  });

  it('counts a list of end certificates, and one of a moment ago by another clock', async () => {
    const list = revocationList(ca, [], {
      extensions: [number(1), scope(flag(1))],
      thisUpdate: new Date(+now + minute),
    });
    expect(await validate([list])).toMatchObject({ list: 'valid', codes: expect.arrayContaining(['list_time_ahead']) });
  });

  it('takes the good one of two, whatever their order', async () => {
    const lists = [revocationList(ca, [], { by: other }), revocationList(ca, [{ serial: '8001' }])];
    expect((await validate(lists)).list).toBe('revoked');
    expect((await validate(lists.reverse())).list).toBe('revoked');
  });

  it('reads delta lists: revoked since, taken back since', async () => {
    const base = (serials: string[]) =>
      revocationList(
        ca,
        serials.map((serial) => ({ serial, reason: 6 })),
        { extensions: [number(5)] },
      );
    const delta = (reason: number, of = 5, own = 6) =>
      revocationList(ca, [{ serial: '8001', reason }], {
        extensions: [number(own), extension(oids.delta, integer(of), true)],
      });
    expect((await validate([base([]), delta(1)])).list).toBe('revoked');
    expect(await validate([base(['8001']), delta(8)])).toMatchObject({
      list: 'valid',
      codes: expect.arrayContaining(['list_removed_entry']),
    });
    expect((await validate([base(['8001'])])).list).toBe('revoked');
    expect((await validate([base([]), delta(1, 6, 7)])).list).toBe('valid');
  });

  it('knows whose certificate an entry of an indirect list is about', async () => {
    const owner = (name: Buffer) => extension(oids.entryIssuer, sequence(explicit(4, name)), true);
    const list = (entries: { serial: string; extensions?: Buffer[] }[]) =>
      revocationList(ca, entries, { extensions: [number(1), scope(flag(4))] });
    const foreign = { serial: '7', extensions: [owner(other.name)] };
    expect((await validate([list([foreign, { serial: '8001' }])])).list).toBe('valid');
    expect((await validate([list([{ serial: '8001' }, foreign])])).list).toBe('revoked');
    const back = { serial: '8001', extensions: [owner(ca.name)] };
    expect((await validate([list([foreign, back])])).list).toBe('revoked');
  });

  it('tells a number from the negative one with the same octets, and notes it', async () => {
    const result = await validate([revocationList(ca, [{ serial: '-7fff' }])]);
    expect(result).toMatchObject({ list: 'valid', codes: expect.arrayContaining(['list_serial_ambiguous']) });
  });

  it('makes another path when the first issuer is revoked, and an invalid chain without one', async () => {
    const list = revocationList(root, [{ serial: '10', reason: 2 }]);
    const other = await validate([list, revocationList(ca, [])], [caDer, crossed]);
    expect(other).toMatchObject({ status: 'valid', fault: null });
    expect(other.path[1]!.serialNumber).toBe('11');
    expect(await validate([list], [caDer])).toMatchObject({ status: 'invalid', fault: { code: 'issuer_revoked' } });
  });

  it('was not checked without lists and without an address of one', async () => {
    expect((await validate([])).list).toBe('not_checked');
  });

  it('notes what other programs read in another way', async () => {
    const ahead = revocationList(ca, [{ serial: '8001', revokedAt: end }], {
      nextUpdate: null,
      extensions: [extension('2.5.29.35', sequence())],
    });
    const { codes, list } = await validate([ahead]);
    expect(list).toBe('revoked');
    expect(codes).toEqual(
      expect.arrayContaining(['list_without_next_update', 'list_number_missing', 'list_revocation_ahead']),
    );
  });
});

describe('readRevocationList', () => {
  it('gives a turn at least every 500 entries, and finds each of 20,000', async () => {
    const serials = Array.from({ length: 20_000 }, (_, at) => (0x1000 + at * 7).toString(16));
    let turns = 0;
    const der = revocationList(
      ca,
      serials.map((serial) => ({ serial, reason: 1 })),
    );
    const list = (await readRevocationList(der, async () => void (turns += 1)))!;
    expect(list.entryCount).toBe(20_000);
    expect(turns).toBeGreaterThanOrEqual(80);
    expect(serials.filter((serial) => list.find(list.issuer, serial)?.reason !== 'keyCompromise')).toEqual([]);
    expect(list.find(list.issuer, '1001')).toBeNull();
    expect(list.find(readPathCertificate(rootDer)!.subject, '1000')).toBeNull();
  });

  it.each(['', '3000', '30030a0100'])('is null for what is no list: %s', async (hex) => {
    expect(await readRevocationList(Buffer.from(hex, 'hex'), async () => undefined)).toBeNull();
  });

  it('is null when something follows or an entry is cut, and never throws', async () => {
    const der = revocationList(ca, [{ serial: '5', reason: 1 }]);
    expect(await readRevocationList(Buffer.concat([der, Buffer.from([0])]), async () => undefined)).toBeNull();
    for (let at = 0; at < der.length; at += 1) {
      const broken = Buffer.from(der);
      broken[at]! ^= 0x55;
      const list = await readRevocationList(broken, async () => undefined);
      list?.find(list.issuer, '5');
    }
  });
});
