import { createHash, X509Certificate } from 'node:crypto';
import { builtinInMemory, noState, orderOf } from '../../../../test/support/builtin-authority';
import { certificationRequest } from '../../../../test/support/certification-request';
import { start } from '../../../../test/support/builders';
import { extension, keyBits } from '../../../x509/certificate-writer';
import { DerReader } from '../../../x509/der';
import { explicit, nothing, objectIdentifier, octetString, sequence, unsignedInteger } from '../../../x509/der-writer';
import { nonceOid } from '../../../x509/ocsp-request';

async function scene() {
  const ca = builtinInMemory();
  const step = await ca.authority.advance(orderOf(await certificationRequest()), null, noState);
  if (step.kind !== 'issued') throw new Error('not issued');
  const { issuing } = (await ca.cas.find(ca.instance.uuid))!;
  const serial = Buffer.from(new X509Certificate(step.certificate).serialNumber, 'hex');
  const certId = (hash: 'sha1' | 'sha256', number = serial, key = keyBits(issuing.spki)) => {
    const digest = (bytes: Buffer) => octetString(createHash(hash).update(bytes).digest());
    const oid = hash === 'sha1' ? '1.3.14.3.2.26' : '2.16.840.1.101.3.4.2.1';
    const algorithm = sequence(objectIdentifier(oid), nothing);
    return sequence(algorithm, digest(issuing.subject), digest(key), unsignedInteger(number));
  };
  const request = (ids: readonly Buffer[], nonce?: Buffer) =>
    sequence(
      sequence(
        sequence(...ids.map((id) => sequence(id))),
        ...(nonce === undefined ? [] : [explicit(2, sequence(extension(nonceOid, octetString(nonce))))]),
      ),
    );
  const ask = async (der: Uint8Array) => (await ca.ocsp(ca.instance.uuid, der))!;
  return { ...ca, certificate: step.certificate, certId, request, ask };
}

/** Status of the answer as a whole, and what it says of each certificate. */
function partsOf({ der }: { readonly der: Buffer }) {
  const reader = new DerReader(der);
  const inside = (...path: number[]) =>
    path.reduce((element, index) => reader.children(element)[index]!, reader.elementAt(0, der.length)!);
  const status = der[inside(0).contentStart]!;
  if (status !== 0) return { status, singles: [] };
  const octets = inside(1, 0, 1);
  const basic = reader.elementAt(octets.contentStart, octets.contentEnd)!;
  const data = reader.children(basic)[0]!;
  const list = reader.children(data).find(({ tag }) => tag === 0x30)!;
  return { status, singles: reader.children(list).map((single) => reader.children(single)) };
}

/** Status of the answer as a whole, and the tag of each certificate's. */
function outcome(answer: { readonly der: Buffer }): [number, number[]] {
  const { status, singles } = partsOf(answer);
  return [status, singles.map(([, { tag } = { tag: 0 }]) => tag)];
}

/** Of the first certificate, as GeneralizedTime. */
function thisUpdateOf(answer: { readonly der: Buffer }): string {
  const [, , time] = partsOf(answer).singles[0]!;
  return answer.der.subarray(time!.contentStart, time!.contentEnd).toString();
}
const [good, revoked, unknown] = [0x80, 0xa1, 0x82];

it('says good, revoked and unknown, by SHA-1 and SHA-256', async () => {
  const { ask, request, certId, authority, certificate } = await scene();
  const ids = [
    certId('sha1'),
    certId('sha256'),
    certId('sha1', Buffer.from([7])),
    certId('sha1', undefined, Buffer.of(1)),
  ];
  expect(outcome(await ask(request(ids)))).toEqual([0, [good, good, unknown, unknown]]);
  await authority.revoke({ key: 'a', certificate, reason: 'keyCompromise' });
  expect(outcome(await ask(request(ids)))).toEqual([0, [revoked, revoked, unknown, unknown]]);
});

it('is never older than a hold, its end, or the reason that takes its place', async () => {
  const { ask, request, certId, authority, certificate, clock } = await scene();
  const said = async () => thisUpdateOf(await ask(request([certId('sha1')])));
  const later = (seconds: number) => (clock.now = new Date(start.getTime() + seconds * 1_000));
  const hold = () => authority.revoke({ key: 'a', certificate, reason: 'certificateHold' });
  expect(await said()).toBe('20291231235900Z');
  await hold();
  expect(await said()).toBe('20300101000000Z');
  later(20);
  await authority.release!({ key: 'b', certificate });
  expect(await said()).toBe('20300101000020Z');
  later(30);
  await hold();
  later(40);
  await authority.revoke({ key: 'c', certificate, reason: 'keyCompromise' });
  expect(await said()).toBe('20300101000040Z');
  later(600);
  expect(await said()).toBe('20300101000900Z');
});

it('gives a nonce back, and says then that nobody may keep the answer', async () => {
  const { ask, request, certId } = await scene();
  const nonce = Buffer.from('0123456789abcdef0123456789abcdef');
  const fresh = await ask(request([certId('sha1')], nonce));
  expect([fresh.der.includes(nonce), fresh.nextUpdate]).toEqual([true, null]);
  const kept = await ask(request([certId('sha1')]));
  expect([kept.der.includes(nonce), kept.nextUpdate]).toEqual([false, new Date(start.getTime() + 3_600_000)]);
});

it('refuses what it cannot read, and what is about others', async () => {
  const { ask, request, certId } = await scene();
  const id = certId('sha1');
  const foreign = certId('sha1', undefined, Buffer.of(1));
  for (const bad of [
    Buffer.alloc(0),
    Buffer.from('<html>'),
    request([]),
    request(Array<Buffer>(21).fill(id)),
    request([id], Buffer.alloc(129)),
    Buffer.concat([request([id]), Buffer.of(0)]),
    sequence(sequence(sequence(sequence(sequence())))),
  ])
    expect(outcome(await ask(bad))).toEqual([1, []]);
  expect(outcome(await ask(request([foreign])))).toEqual([6, []]);
});

it('is there for CAs only', async () => {
  const { ocsp, request, certId } = await scene();
  expect(await ocsp('00000000-0000-4000-8000-000000000000', request([certId('sha1')]))).toBeNull();
});
