import { certificateOf } from '../../../test/support/builders';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { seenFields, type SeenCertificate } from '../../store/expiration/seen';
import { createWholes } from './whole';

const names = ['dNSName:a.example'];
const stored = (uuid: string) => certificateOf(uuid, { subjectAlternativeNames: names, curve: 'P-256' });

/** As a list reads it. */
function seen(uuid: string): { readonly certificate: SeenCertificate } {
  const entries = Object.entries(stored(uuid));
  const isRead = (field: string) => field === 'uuid' || seenFields.has(field as keyof CertificateRecord);
  return { certificate: Object.fromEntries(entries.filter(([field]) => isRead(field))) as unknown as SeenCertificate };
}

async function read(
  paths: readonly (keyof CertificateRecord)[],
  uuids: readonly string[],
  gone: readonly string[] = [],
) {
  const asked: { readonly uuids: readonly string[]; readonly parts: readonly string[] }[] = [];
  const wholes = createWholes({
    async findMany(some, parts) {
      if (some.length > 0) asked.push({ uuids: some, parts: [...(parts ?? [])] });
      return some.filter((uuid) => !gone.includes(uuid)).map(stored);
    },
  });
  const pieces = [];
  for await (const piece of wholes({ conditionPaths: new Set(paths) }, uuids.map(seen))) pieces.push(piece);
  return { asked, pieces, certificates: pieces.flat().map(({ certificate }) => certificate) };
}

describe('certificates with what conditions look at', () => {
  it('have what lists do not read, and only of what conditions look at', async () => {
    const { asked, certificates } = await read(['subjectAlternativeNames', 'commonName', 'curve'], ['b', 'a']);
    expect(asked).toEqual([{ uuids: ['b', 'a'], parts: ['subjectAlternativeNames', 'curve'] }]);
    expect(certificates).toMatchObject([
      { uuid: 'b', subjectAlternativeNames: names, curve: 'P-256' },
      { uuid: 'a', subjectAlternativeNames: names, curve: 'P-256' },
    ]);
    expect(certificates[0]).not.toHaveProperty('keyUsage');
  });

  it('cost nothing where conditions look at what was read', async () => {
    const { asked, certificates } = await read(['commonName', 'attributes', 'notAfter'], ['a']);
    expect(asked).toEqual([]);
    expect(certificates).toMatchObject([seen('a').certificate]);
  });

  it('come a few at a time, fewer with names', async () => {
    const uuids = Array.from({ length: 120 }, (_, index) => `c${index}`);
    const sizes = async (path: keyof CertificateRecord) =>
      (await read([path], uuids)).pieces.map((piece) => piece.length);
    expect(await sizes('curve')).toEqual([100, 20]);
    expect(await sizes('subjectAlternativeNames')).toEqual(Array.from({ length: 12 }, () => 10));
  });

  it('stay as they were seen when they are deleted meanwhile', async () => {
    const { certificates } = await read(['curve'], ['a', 'gone'], ['gone']);
    expect(certificates.map(({ uuid, curve }) => [uuid, curve])).toEqual([
      ['a', 'P-256'],
      ['gone', undefined],
    ]);
  });
});
