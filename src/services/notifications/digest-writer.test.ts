import { certificateOf, start } from '../../../test/support/builders';
import { noCoverage } from '../../domain/expiration/coverage';
import type { DigestCertificate } from '../../domain/notifications/digest';
import { createDigestWriter } from './digest-writer';

function writer(certificates: readonly DigestCertificate[]) {
  const asked: string[][] = [];
  const created = createDigestWriter({
    certificates: async (uuids) => {
      asked.push([...uuids]);
      return new Map(certificates.map((certificate) => [certificate.uuid, certificate]));
    },
    namesOf: () => ({ groups: [], raProfile: null, owner: null }),
    certificateUrl: (uuid) => `https://certloom.example/${uuid}`,
    listUrl: (deliveryId) => `https://certloom.example/digests/${deliveryId}`,
    now: () => start,
  });
  return { ...created, asked };
}
const digestOf = (...certificates: string[]) => ({
  deliveryId: 'd',
  digest: 'scan',
  channel: 'email' as const,
  recipient: { kind: 'address' as const, value: 'ann@example.com' },
  items: certificates.map((certificate) => ({ id: `item ${certificate}`, certificate, step: null })),
});

describe('writing a digest', () => {
  it('tells what still expires, and names what has vanished', async () => {
    const certificates = [
      certificateOf('a'),
      certificateOf('b', { state: 'revoked' }),
      certificateOf('c', { archived: true }),
    ];
    const { write, certificatesOf } = writer(certificates);
    const digest = digestOf('a', 'b', 'c', 'gone');
    const { message, vanished } = await write(digest, await certificatesOf([digest]));
    expect(vanished).toEqual(['item b', 'item c', 'item gone']);
    expect(message?.text).toContain('https://certloom.example/a');
    expect(message).toMatchObject({
      link: { url: 'https://certloom.example/digests/d' },
      digest: { items: ['item a'] },
      envelope: { event: 'certificate_expiring', firingId: 'scan', objectUuid: null, data: { subjectDn: null } },
    });
  });

  it('says which names no newer certificate has', async () => {
    const coverage = { ...noCoverage, remaining: ['dNSName:pay.example', 'dNSName:<b>.example'], remainingCount: 900 };
    const { write, certificatesOf } = writer([{ ...certificateOf('a'), coverage }, certificateOf('b')]);
    const digest = digestOf('a', 'b');
    const { message } = await write(digest, await certificatesOf([digest]));
    expect(message?.text.match(/Still covered by nobody/g)).toHaveLength(1);
    expect(message?.text).toContain('Still covered by nobody: pay.example, <b>.example and 898 more');
    expect(message?.html).toContain('pay.example, &lt;b&gt;.example and 898 more');
  });

  it('says nothing when nothing is left', async () => {
    expect(await writer([]).write(digestOf('gone'), new Map())).toEqual({ message: null, vanished: ['item gone'] });
  });

  it('reads the certificates of many digests at once, each once, and no more than are shown', async () => {
    const { certificatesOf, asked } = writer([]);
    const many = Array.from({ length: 300 }, (_, index) => `c${index}`);
    await certificatesOf([digestOf('a', 'b'), digestOf('b'), digestOf(...many)]);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toHaveLength(202);
  });
});
