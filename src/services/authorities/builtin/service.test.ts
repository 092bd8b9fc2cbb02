import { builtinInMemory, builtinSettings, noState, orderOf } from '../../../../test/support/builtin-authority';
import { certificationRequest } from '../../../../test/support/certification-request';
import { inDays } from '../../../../test/support/builders';

it('is made by its first use, whatever that is', async () => {
  const probed = builtinInMemory();
  await probed.authority.probe();
  expect(probed.caRows.size).toBe(1);
  expect(await builtinInMemory().authority.issuers()).toHaveLength(2);
  expect(await builtinInMemory().authority.crl()).toBeInstanceOf(Buffer);
  expect(await builtinInMemory().authority.renewalWindow(Buffer.alloc(0))).toBeNull();
});

it('lets what is in its certificates change before they are made, and not after', async () => {
  const { service, instance, authority } = builtinInMemory();
  const renamed = { ...builtinSettings, organization: 'Other' };
  await service.refuseChange!(instance, instance.settings, renamed);
  await authority.probe();
  await service.refuseChange!(instance, instance.settings, { ...builtinSettings, crlLifetimeHours: 48 });
  await expect(service.refuseChange!(instance, instance.settings, renamed)).rejects.toMatchObject({
    code: 'invalid_state',
    detail: expect.stringContaining('organization'),
  });
});

it('is needed as long as something that it has issued is valid', async () => {
  const { service, instance, authority, clock } = builtinInMemory();
  await service.refuseDeletion!(instance);
  await authority.advance(orderOf(await certificationRequest()), null, noState);
  await expect(service.refuseDeletion!(instance)).rejects.toMatchObject({ code: 'in_use' });
  clock.now = inDays(91);
  await service.refuseDeletion!(instance);
});

it('warns of an address that many do not fetch from', () => {
  const { service } = builtinInMemory();
  const codes = (publicationUrl: string) =>
    service.warnings!({ ...builtinSettings, publicationUrl }).map(({ code }) => code);
  expect([codes('http://ca.test'), codes('https://ca.test')]).toEqual([[], ['publication_not_http']]);
});
