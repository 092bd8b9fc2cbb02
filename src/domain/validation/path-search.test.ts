import { pathCertificate, pathName } from '../../../test/support/path-certificates';
import type { PathCertificate } from './path-certificate';
import { maxDepth, maxSignatureChecks, searchPath } from './path-search';
import type { SignatureVerdict, VerifySignature } from './validation';

const now = new Date('2026-06-01T00:00:00Z');
const past = new Date('2026-05-01T00:00:00Z');

/** A key is the text of its holder's name, and a signature that of the issuer: a link is good when the two are equal. */
const bySignerName: VerifySignature = ({ signature }, spki) =>
  Buffer.from(signature).equals(Buffer.from(spki)) ? 'good' : 'bad';

function search(
  end: PathCertificate,
  pool: readonly PathCertificate[],
  trusted: readonly PathCertificate[],
  more: { verify?: VerifySignature; revoked?: readonly PathCertificate[]; isTrusted?: boolean } = {},
) {
  const all = [...pool, ...trusted];
  const calls = { issuers: 0, signatures: 0, turns: 0 };
  const result = searchPath(end, {
    now,
    trusted: more.isTrusted ?? false,
    issuersOf: async () => {
      calls.issuers += 1;
      return all.map((certificate) => ({
        certificate,
        trusted: trusted.includes(certificate),
        revoked: more.revoked?.includes(certificate) ?? false,
      }));
    },
    verify: (...from) => {
      calls.signatures += 1;
      return (more.verify ?? bySignerName)(...from);
    },
    giveTurn: async () => void (calls.turns += 1),
  });
  return result.then((found) => ({ ...found, calls, names: found.path.map(({ subjectDn }) => subjectDn) }));
}

const ca = (subject: string, issuer: string, more: Partial<PathCertificate> = {}) =>
  pathCertificate(subject, issuer, { isCa: true, ...more });
const root = ca('root', 'root');
const end = pathCertificate('end', 'ca');

describe('searchPath', () => {
  it('finds the way up to the trusted top', async () => {
    const found = await search(end, [ca('ca', 'middle'), ca('middle', 'root')], [root]);
    expect(found.names).toEqual(['end', 'ca', 'middle', 'root']);
    expect(found).toMatchObject({ fault: null, endSignature: 'good', refusedPaths: [] });
  });

  it.each([0, 1])('comes back from dead ends, whatever the order (%i)', async (order) => {
    const cross = [ca('ca', 'stranger'), ca('ca', 'root')];
    const found = await search(end, order === 0 ? cross : cross.reverse(), [root]);
    expect(found).toMatchObject({ fault: null, names: ['end', 'ca', 'root'] });
  });

  it('goes round an expired, a revoked and an unfit issuer', async () => {
    const [expired, revoked] = [ca('ca', 'root', { notAfter: past }), ca('ca', 'root')];
    const noCa = pathCertificate('ca', 'root');
    const bound = ca('ca', 'ca2', {});
    const good = ca('ca', 'root');
    const found = await search(end, [expired, revoked, noCa, bound, good], [root], { revoked: [revoked] });
    expect(found.path[1]).toBe(good);
  });

  it('ends at a trusted CA that is no root', async () => {
    expect((await search(end, [], [ca('ca', 'nobody')])).fault).toBeNull();
  });

  it('takes the certificate itself as its path when it is trusted', async () => {
    expect(await search(root, [], [root], { isTrusted: true })).toMatchObject({
      names: ['root'],
      endSignature: 'good',
    });
  });

  it('chains by names that match, and by a key identifier that differs', async () => {
    const issuer = ca('ca', 'root', { subjectKeyIdentifier: '01' });
    const named = pathCertificate('end', 'ca', {
      issuer: { ...pathName('ca'), derSha256: 'written in another way' },
      authorityKeyIdentifier: { keyIdentifier: '02', issuer: [], serialNumber: null },
    });
    expect((await search(named, [issuer], [root])).fault).toBeNull();
  });

  it.each<[string, readonly PathCertificate[], readonly PathCertificate[], string, string[]]>([
    ['no issuer', [], [root], 'issuer_missing', ['end']],
    ['an issuer missing further up', [ca('ca', 'middle')], [root], 'issuer_missing', ['end', 'ca']],
    ['a top that nobody trusts', [ca('ca', 'top'), ca('top', 'top')], [root], 'not_trusted', ['end', 'ca', 'top']],
    ['an expired issuer', [ca('ca', 'root', { notAfter: past })], [root], 'issuer_expired', ['end', 'ca']],
    ['an expired top', [], [ca('ca', 'ca', { notAfter: past })], 'issuer_expired', ['end', 'ca']],
    [
      'an issuer to come',
      [ca('ca', 'root', { notBefore: new Date(+now + 1) })],
      [root],
      'issuer_not_yet_valid',
      ['end', 'ca'],
    ],
    [
      'no readable validity',
      [ca('ca', 'root', { notAfter: null })],
      [root],
      'issuer_validity_unreadable',
      ['end', 'ca'],
    ],
    ['no CA', [pathCertificate('ca', 'root')], [root], 'issuer_not_a_ca', ['end', 'ca']],
    [
      'a CA of version 1',
      [ca('ca', 'root', { version: 1, basicConstraints: null })],
      [root],
      'issuer_not_a_ca',
      ['end', 'ca'],
    ],
    ['no right to sign', [ca('ca', 'root', { keyUsage: ['cRLSign'] })], [root], 'issuer_key_usage', ['end', 'ca']],
    [
      'an unknown critical extension',
      [ca('ca', 'root', { criticalExtensions: ['1.2.3'] })],
      [root],
      'critical_extension_unknown',
      ['end', 'ca'],
    ],
    [
      'an extension twice',
      [ca('ca', 'root', { duplicateExtensions: ['2.5.29.14'] })],
      [root],
      'extension_duplicate',
      ['end', 'ca'],
    ],
    [
      'unreadable constraints',
      [ca('ca', 'root', { unreadableExtensions: ['2.5.29.30'] })],
      [root],
      'extension_unreadable',
      ['end', 'ca'],
    ],
    [
      'constraints beyond the limit',
      [ca('ca', 'root', { unreadableExtensions: ['2.5.29.30'], tooLarge: true })],
      [root],
      'name_constraint_limit',
      ['end', 'ca'],
    ],
    [
      'too long a path',
      [ca('ca', 'sub'), ca('sub', 'root')],
      [ca('root', 'root', { basicConstraints: { ca: true, pathLength: 1 } })],
      'path_length_exceeded',
      ['end', 'ca', 'sub', 'root'],
    ],
    [
      'two algorithms',
      [ca('ca', 'root', { signatureAlgorithmsAgree: false })],
      [root],
      'signature_algorithm_mismatch',
      ['end', 'ca', 'root'],
    ],
  ])('says why: %s', async (_, pool, trusted, code, names) => {
    const found = await search(end, pool, trusted);
    expect({ code: found.fault?.code, names: found.names }).toEqual({ code, names });
    expect(found.refusedPaths[0]).toMatchObject({ fault: { code } });
    expect(found.fault?.message).toMatch(/^[A-Z].*\.$/);
  });

  it('trusts a top of version 1', async () => {
    expect((await search(end, [], [ca('ca', 'ca', { version: 1, basicConstraints: null })])).fault).toBeNull();
  });

  it('does not count issuers that certify themselves anew', async () => {
    const top = ca('root', 'root', { basicConstraints: { ca: true, pathLength: 0 } });
    const again = pathCertificate('root', 'root', { isCa: true, spki: Buffer.from('new'), spkiSha256: 'new key' });
    const byNew = { ...end, issuer: pathName('root'), signed: { ...end.signed, signature: Buffer.from('new') } };
    expect((await search(byNew, [again], [top])).fault).toBeNull();
  });

  it('says that a signature is wrong', async () => {
    const forged = { ...end, signed: { ...end.signed, signature: Buffer.from('somebody') } };
    const found = await search(forged, [ca('ca', 'root')], [root]);
    expect(found).toMatchObject({ fault: { code: 'signature_invalid' }, endSignature: 'bad' });
  });

  it('does not take another key under the name of the issuer for a forgery', async () => {
    const named = { ...end, authorityKeyIdentifier: { keyIdentifier: '02', issuer: [], serialNumber: null } };
    const other = ca('ca', 'root', { subjectKeyIdentifier: '01', spki: Buffer.from('other') });
    expect(await search(named, [other], [root])).toMatchObject({
      fault: { code: 'issuer_missing' },
      endSignature: null,
    });
  });

  it.each<[SignatureVerdict, string | undefined]>([
    ['not_run', 'signature_not_run'],
    ['bad', 'signature_invalid'],
    ['good', undefined],
  ])('three values of a signature further up: %s', async (verdict, code) => {
    const verify: VerifySignature = (signed, spki) =>
      Buffer.from(spki).toString() === 'root' ? verdict : bySignerName(signed, spki);
    const found = await search(end, [ca('ca', 'root')], [root], { verify });
    expect({ code: found.fault?.code, end: found.endSignature }).toEqual({ code, end: 'good' });
  });

  it('prefers a path that can be checked, and refuses what is wrong besides', async () => {
    const verify: VerifySignature = (signed, spki) =>
      Buffer.from(spki).toString() === 'new scheme' ? 'not_run' : bySignerName(signed, spki);
    const unknown = ca('ca', 'root', { spki: Buffer.from('new scheme'), spkiSha256: 'new scheme' });
    expect((await search(end, [unknown, ca('ca', 'root')], [root], { verify })).fault).toBeNull();
    expect((await search(end, [unknown], [root], { verify })).fault?.code).toBe('signature_not_run');
    expect((await search(end, [{ ...unknown, notAfter: past }], [root], { verify })).fault?.code).toBe(
      'issuer_expired',
    );
    expect((await search(end, [{ ...unknown, issuer: pathName('x') }], [root], { verify })).fault?.code).toBe(
      'issuer_missing',
    );
  });

  it('goes no deeper than the limit, and then does not decide', async () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, at) => ca(at === 0 ? 'ca' : `ca${at}`, at === length - 1 ? 'root' : `ca${at + 1}`));
    expect((await search(end, chain(maxDepth - 1), [root])).names).toHaveLength(maxDepth + 1);
    expect((await search(end, chain(maxDepth), [root])).fault?.code).toBe('depth_limit');
    expect((await search(end, chain(60), [root])).fault?.code).toBe('depth_limit');
  });

  it('ends in circles', async () => {
    const circle = [ca('ca', 'b'), ca('b', 'c'), ca('c', 'ca'), ca('b', 'ca'), ca('c', 'b')];
    expect((await search(end, circle, [root])).fault?.code).toBe('issuer_missing');
  });

  it('checks a hundred signatures and no more', async () => {
    const hostile = Array.from({ length: 500 }, (_, at) =>
      ca('ca', 'ca', { spki: Buffer.from(`key ${at}`), spkiSha256: `key ${at}` }),
    );
    const found = await search(end, hostile, [root]);
    expect(found.fault?.code).toBe('search_limit');
    expect(found.calls.signatures).toBe(maxSignatureChecks);
  });

  it('stops where remembered signatures make millions of paths', async () => {
    // Ten CAs, each of which has certified each other one.
    const names = Array.from({ length: 9 }, (_, at) => (at === 0 ? 'ca' : `c${at}`));
    const web = names.flatMap((one) => names.filter((other) => other !== one).map((other) => ca(one, other)));
    const found = await search(end, web, [root]);
    expect(found.fault?.code).toBe('search_limit');
    expect(found.calls.turns).toBeGreaterThan(1_000);
    expect(found.refusedPaths.length).toBeLessThanOrEqual(10);
  });
});
