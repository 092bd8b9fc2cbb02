import { X509Certificate } from 'node:crypto';
import { builtinInMemory, noState, orderOf } from '../../../../test/support/builtin-authority';
import { certificationRequest } from '../../../../test/support/certification-request';

async function scene() {
  const ca = builtinInMemory();
  const step = await ca.authority.advance(orderOf(await certificationRequest()), null, noState);
  if (step.kind !== 'issued') throw new Error('not issued');
  return { ...ca, certificate: step.certificate };
}

it('revokes once: the first moment and reason stand', async () => {
  const { authority, certificate, clock, revoked } = await scene();
  clock.now = new Date('2030-02-01T00:00:00.750Z');
  const first = await authority.revoke({ key: 'a', certificate, reason: 'superseded' });
  expect(first).toEqual({ kind: 'revoked', revokedAt: new Date('2030-02-01T00:00:00Z') });
  clock.now = new Date('2030-03-01T00:00:00Z');
  expect(await authority.revoke({ key: 'b', certificate, reason: 'keyCompromise' })).toEqual(first);
  expect([...revoked.values()].map(({ reason }) => reason)).toEqual(['superseded']);
});

it('takes a hold back, or revokes for good what is on hold', async () => {
  const { authority, certificate, clock, revoked, lists, instance } = await scene();
  const hold = () => authority.revoke({ key: 'a', certificate, reason: 'certificateHold' });
  const release = () => authority.release!({ key: 'b', certificate });
  await hold();
  expect((await lists.current(instance.uuid))?.number).toBe(1);
  clock.now = new Date(clock.now.getTime() + 1_750);
  const releasedAt = new Date(clock.now.getTime() - 750);
  expect([await release(), await release(), await authority.status(certificate)]).toEqual([
    ...[{ kind: 'released' }, { kind: 'released' }, 'good'],
  ]);
  expect(await lists.current(instance.uuid)).toMatchObject({ number: 2, thisUpdate: releasedAt });
  const held = await hold();
  clock.now = new Date('2030-03-01T00:00:00Z');
  // It has not been good since.
  expect(await authority.revoke({ key: 'c', certificate, reason: 'keyCompromise' })).toEqual(held);
  expect(await hold()).toEqual(held);
  expect([...revoked.values()].map(({ reason }) => reason)).toEqual(['keyCompromise']);
  expect(await release()).toMatchObject({ kind: 'refused', code: 'not_on_hold' });
});

it('says what a certificate is', async () => {
  const { authority, certificate, instance, cas } = await scene();
  expect(await authority.status(certificate)).toBe('good');
  await authority.revoke({ key: 'a', certificate, reason: 'unspecified' });
  expect(await authority.status(certificate)).toBe('revoked');
  const { issuing } = (await cas.find(instance.uuid))!;
  expect(await authority.status(issuing.der)).toBe('unknown');
  expect(await authority.status(Buffer.from('x'))).toBe('unknown');
});

it('refuses what it has not issued, also when the number is one of its own', async () => {
  const { authority, certificate } = await scene();
  const other = await scene();
  const refusal = { kind: 'refused', code: 'not_issued_here' };
  expect(await authority.revoke({ key: 'a', certificate: other.certificate, reason: 'unspecified' })).toMatchObject(
    refusal,
  );
  const forged = Buffer.from(certificate);
  forged[forged.length - 1]! ^= 1;
  expect(new X509Certificate(forged).serialNumber).toBe(new X509Certificate(certificate).serialNumber);
  expect(await authority.revoke({ key: 'a', certificate: forged, reason: 'unspecified' })).toMatchObject(refusal);
});
