import { IssuedListUnsupported, type Authority } from '../../../domain/authorities/authority';
import type { StepCaSettings } from '../../../domain/authorities/step-ca-settings';
import type { AuthorityService } from '../registry';
import type { createStepCaOrders } from './orders';
import type { Provisioners } from './provisioners';
import type { Publications } from './publications';
import type { StepCaRevocation } from './revocation';

export interface StepCaServiceDeps {
  readonly provisioners: Pick<Provisioners, 'read'>;
  readonly publications: Publications;
  readonly advance: ReturnType<typeof createStepCaOrders>;
  readonly revocation: StepCaRevocation;
}

/** An authority that is run with step-ca, as an authority among others. */
export function createStepCaService(deps: StepCaServiceDeps): AuthorityService<StepCaSettings> {
  const { provisioners, publications, revocation } = deps;
  return {
    open(instance, settings): Authority {
      return {
        advance: (order, state, save) => deps.advance(instance, settings, order, state, save),
        revoke: (request) => revocation.revoke(instance, settings, request),
        status: (certificate) => revocation.status(instance, settings, certificate),
        issuers: () => publications.issuers(settings.url),
        crl: () => publications.crl(settings.url),
        // Servers of this kind have none.
        renewalWindow: async () => null,
        issued() {
          throw new IssuedListUnsupported('Servers of this kind do not tell what they have issued.');
        },
        async probe() {
          await provisioners.read(instance, settings);
        },
      };
    },
  };
}
