import type { StepCaSettings } from '../../../domain/authorities/step-ca-settings';
import type { HttpFetcher } from '../../../outbound/http-fetcher';
import type { SecretBox } from '../../../secrets/secret-box';
import type { AuthorityService } from '../registry';
import type { RememberedRevocations } from '../remembered-revocations';
import { createAuthorityTransport } from '../transport';
import { createStepCaOrders } from './orders';
import { createProvisioners } from './provisioners';
import { createPublications } from './publications';
import { createStepCaRequests } from './requests';
import { createStepCaRevocation } from './revocation';
import { createStepCaService } from './service';

export interface StepCaDeps {
  readonly box: SecretBox;
  readonly fetcher: Pick<HttpFetcher, 'fetch'>;
  readonly remembered: RememberedRevocations;
  readonly now: () => Date;
}

/** Authorities that are run with step-ca. */
export function createStepCa({ box, fetcher, remembered, now }: StepCaDeps): AuthorityService<StepCaSettings> {
  const ask = createStepCaRequests(createAuthorityTransport({ fetcher, contentType: 'application/json', now }));
  const provisioners = createProvisioners({ ask, box, now });
  const publications = createPublications(ask);
  return createStepCaService({
    provisioners,
    publications,
    advance: createStepCaOrders({ ask, provisioners, now }),
    revocation: createStepCaRevocation({ ask, provisioners, publications, remembered, now }),
  });
}
