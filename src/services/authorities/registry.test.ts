import { builtinInMemory, noState, orderOf } from '../../../test/support/builtin-authority';
import { certificationRequest } from '../../../test/support/certification-request';
import { CertloomError } from '../../domain/problem';
import { createAuthorityRegistry } from './registry';

const notAsked = {
  open() {
    throw new Error('another kind was asked');
  },
};

function scene(enabled: boolean) {
  const { instance, service } = builtinInMemory();
  const authorities = {
    get: async (uuid: string) => {
      if (uuid !== instance.uuid) throw new CertloomError('not_found', 'There is no such authority.');
      return { ...instance, enabled };
    },
    find: async (uuid: string) => (uuid === instance.uuid ? instance : undefined),
  };
  return {
    uuid: instance.uuid,
    service,
    registry: createAuthorityRegistry({
      authorities,
      services: { builtin: service, acme: notAsked, 'step-ca': notAsked },
    }),
  };
}

it('opens an authority by the service of its kind', async () => {
  const { registry, uuid } = scene(true);
  const authority = await registry.authorityOf(uuid);
  expect(await authority.advance(orderOf(await certificationRequest()), null, noState)).toMatchObject({
    kind: 'issued',
  });
  await expect(registry.authorityOf('other')).rejects.toMatchObject({ code: 'not_found' });
});

it('knows that the CA inside never says when to renew', async () => {
  const { registry, uuid } = scene(true);
  expect([await registry.saysWhenToRenew(uuid), await registry.saysWhenToRenew('other')]).toEqual([false, false]);
});

it('orders nothing new from one that is disabled, and goes on with what is under way', async () => {
  const { registry, uuid } = scene(false);
  const authority = await registry.authorityOf(uuid);
  const order = orderOf(await certificationRequest());
  expect(await authority.advance(order, null, noState)).toMatchObject({ kind: 'refused', code: 'authority_disabled' });
  const step = await authority.advance(order, { step: 1 }, noState);
  if (step.kind !== 'issued') throw new Error('not issued');
  const request = { key: 'k', certificate: step.certificate, reason: 'superseded' } as const;
  expect(await authority.revoke(request)).toMatchObject({ kind: 'revoked' });
});
