import type { AcmeSettings } from '../../../domain/authorities/acme-settings';
import type { AuthorityInstance } from '../../../domain/authorities/instance';
import type { DnsExchange } from '../../../outbound/dns-exchange';
import type { HttpFetcher } from '../../../outbound/http-fetcher';
import type { SecretBox } from '../../../secrets/secret-box';
import type { Stores } from '../../../store/stores';
import type { AskedRun } from '../../scripts/asked-run';
import type { AuthorityService } from '../registry';
import type { RememberedRevocations } from '../remembered-revocations';
import { openSecretOf } from '../secrets';
import { createAcmeAccounts } from './accounts';
import { createHttpMethod, type ChallengeMethod } from './challenges';
import { createDirectories } from './directory';
import { createDnsMethod } from './dns-method';
import { createAcmeOrders } from './orders';
import { createRenewalInformation } from './renewal-information';
import { createAcmeRequests } from './requests';
import { createAcmeRevocation } from './revocation';
import { createScriptMethod } from './script-method';
import { createAcmeService } from './service';
import { createAuthorityTransport } from '../transport';

export interface AcmeDeps {
  readonly stores: Pick<Stores, 'acmeAccounts' | 'acmeChallenges'>;
  readonly box: SecretBox;
  readonly fetcher: Pick<HttpFetcher, 'fetch'>;
  readonly dns: DnsExchange;
  /** Runs of scripts for dns-01. */
  readonly ask: AskedRun;
  readonly remembered: RememberedRevocations;
  /** Whether this installation answers http-01 challenges. */
  readonly answersHttp: boolean;
  readonly now: () => Date;
}

/** Authorities that speak ACME. */
export function createAcme({
  stores,
  box,
  fetcher,
  dns,
  ask,
  remembered,
  answersHttp,
  now,
}: AcmeDeps): AuthorityService<AcmeSettings> {
  const exchange = createAuthorityTransport({ fetcher, contentType: 'application/jose+json', now });
  const directories = createDirectories(exchange, now);
  const store = stores.acmeAccounts;
  const http = createHttpMethod(stores.acmeChallenges, now);

  function methodOf(
    instance: AuthorityInstance,
    { challenge, dnsUpdate, dnsScript = null }: AcmeSettings,
  ): ChallengeMethod {
    if (challenge === 'http-01') return http;
    if (dnsScript !== null) return createScriptMethod({ ask, authority: instance.uuid, script: dnsScript });
    const secret = openSecretOf(instance, 'dnsUpdateKey', box);
    const target = dnsUpdate === null || secret === null ? null : { server: dnsUpdate, secret };
    return createDnsMethod({ exchange: dns, now }, target);
  }

  return createAcmeService({
    accounts: createAcmeAccounts({ store, box, directories, requests: createAcmeRequests(exchange) }),
    store,
    directories,
    advance: createAcmeOrders(now),
    methodOf,
    revocation: createAcmeRevocation(remembered),
    windowOf: createRenewalInformation({ exchange, directories, now }),
    answersHttp,
  });
}
