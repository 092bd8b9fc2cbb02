import { createDnsExchange } from '../../outbound/dns-exchange';
import { createHttpFetcher } from '../../outbound/http-fetcher';
import { createOutboundGuard } from '../../outbound/outbound-guard';
import { withPublicAuthorities } from '../../outbound/trust';
import { createAcme } from '../../services/authorities/acme/wiring';
import { createBuiltin, type Builtin } from '../../services/authorities/builtin/wiring';
import { createRememberedRevocations } from '../../services/authorities/remembered-revocations';
import { createStepCa } from '../../services/authorities/step-ca/wiring';
import { createAuthorityRegistry, type AuthorityRegistry } from '../../services/authorities/registry';
import { createSecretBox, type SecretBox } from '../../secrets/secret-box';
import { CertloomError } from '../../domain/problem';
import type { AskedRun } from '../../services/scripts/asked-run';
import type { Foundation } from '../foundation';

/** What orders certificates, and what publishes for the CA inside. */
export interface AuthorityServicesOfProcess {
  readonly registry: AuthorityRegistry;
  readonly builtin: Builtin;
  /** Seals secrets of authorities. */
  readonly secrets: SecretBox;
  close(): Promise<void>;
}

const connectMs = 10_000;
const totalMs = 30_000;

const noScripts: AskedRun = () => Promise.reject(new CertloomError('not_found', 'Scripts are not run here.'));

/** @param ask runs scripts for dns-01 */
export function createAuthorityServices(foundation: Foundation, ask: AskedRun = noScripts): AuthorityServicesOfProcess {
  const { config, stores, now, publicUrl, keysFor } = foundation;
  const box = createSecretBox(keysFor('certificate authorities'));
  const builtin = createBuiltin({ stores, box, publicUrl, now });
  const guard = createOutboundGuard(config.outboundAllow);
  const fetcher = createHttpFetcher({
    ...{ guard, connectMs, silenceMs: totalMs, totalMs },
    ...(config.outboundCa === undefined ? {} : { ca: withPublicAuthorities(config.outboundCa) }),
    ...(config.outboundProxy === undefined ? {} : { proxy: { url: config.outboundProxy, except: config.noProxy } }),
  });
  const dns = createDnsExchange({ guard, totalMs: connectMs });
  const remembered = createRememberedRevocations({ revoked: stores.revokedCertificates, now });
  const answersHttp = config.acmeHttpPort !== undefined;
  // A line for each kind.
  const services = {
    acme: createAcme({ stores, box, fetcher, dns, ask, remembered, answersHttp, now }),
    builtin: builtin.service,
    'step-ca': createStepCa({ box, fetcher, remembered, now }),
  };
  return {
    registry: createAuthorityRegistry({ authorities: stores.authorities, services }),
    builtin,
    secrets: box,
    close: () => fetcher.close(),
  };
}
