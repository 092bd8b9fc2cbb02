import { at, itemValues as values } from '../../../test/support/item-values';
import type { DefinitionType } from '../../domain/builder/definition';
import type { InstanceItem } from '../../domain/builder/instance';

const valuesOf = (type: DefinitionType, item: InstanceItem, initialData = {}) =>
  values.valuesOf({ type, item, instance: 'i', initialData });

describe('values', () => {
  it('of a certificate are there by our names and by those of the origin', async () => {
    const found = await valuesOf(
      'expiration',
      { kind: 'certificate', uuid: 'c-web' },
      { alert: { id: 'a', threshold: 30 } },
    );
    expect(found).toMatchObject({
      ...{ 'certificate.cn': 'web', cn: 'web', thumbprint: 'AB', expdate: '2030-01-01T00:00:00.000Z', CA: 'CA 1' },
      ...{ Template: 'Web', alertId: 'a', 'alert.threshold': 30, 'event.code': 'expiration', 'instance.id': 'i' },
      now: at.toISOString(),
    });
    expect(found).not.toHaveProperty(['owner.mail']);
    expect(found).not.toHaveProperty('ownerroleemail');
  });

  it('of a request are those of its order, and of what it renews', async () => {
    expect(await valuesOf('enrollment', { kind: 'operation', uuid: 'o' })).toMatchObject({
      ...{ 'request.action': 'renew', 'enrollment.cn': 'web', 'CSR:Raw': 'MA==', AdditionalAttributes: {} },
      ...{ CertificateToBeRenewed: Buffer.from('der').toString('base64'), Template: 'Web', requester: 'ada' },
    });
    expect(await valuesOf('revocation', { kind: 'operation', uuid: 'r' })).toMatchObject({
      ...{ cmnt: 'moved', code: 'superseded', cn: 'web' },
    });
  });

  it('of keys and endpoints are there too', async () => {
    expect(await valuesOf('key_rotation', { kind: 'ssh_key', uuid: 'k.123' })).toMatchObject({
      ...{ keytype: 'ssh-rsa', 'key.length': 2048, ownerroleemail: 'o@x.example' },
    });
    const started = { endpoint: { url: 'http://x', type: 'crl' } };
    expect(await valuesOf('revocation_monitoring', { kind: 'endpoint', uuid: 'e' }, started)).toMatchObject({
      ...{ url: 'http://x', state: 'warning', 'endpoint.nextUpdate': at.toISOString() },
    });
  });

  it('let conditions look at the certificate, with what the event tells', async () => {
    const look = await values.lookAt({
      ...{ type: 'event:certificate_status_changed', item: { kind: 'certificate', uuid: 'c-web' } },
      initialData: { event: { data: { newStatus: 'revoked' } } },
    });
    expect(look?.subject.property('COMMON_NAME', at)).toBe('web');
    expect(look?.subject.event?.('newStatus')).toBe('revoked');
    const none = { type: 'enrollment' as const, item: { kind: 'operation' as const, uuid: 'o' }, initialData: {} };
    expect(await values.lookAt(none)).toBeNull();
  });
});
