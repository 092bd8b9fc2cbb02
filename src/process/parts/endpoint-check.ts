import { createHttpFetcher } from '../../outbound/http-fetcher';
import { createOutboundGuard } from '../../outbound/outbound-guard';
import { createEndpointCheck, type EndpointChecks } from '../../services/alerts/endpoint-check';
import { validationTools } from '../../services/validation/tools';
import { readPathCertificate } from '../../x509/path-certificate';
import type { PartContext } from './part';

const limits = { connectMs: 5_000, silenceMs: 10_000, totalMs: 60_000 };

/** What looks at revocation lists and responders, the way of all outbound calls. */
export function endpointCheckOf({
  foundation,
  authorities,
}: Pick<PartContext, 'foundation' | 'authorities'>): EndpointChecks {
  const { stores, now, config } = foundation;
  const proxy = config.outboundProxy;
  const rows = stores.issuerRows;
  const read = async (uuid: string) => {
    const der = await rows.content(uuid);
    return der === null ? null : readPathCertificate(der);
  };
  return createEndpointCheck({
    fetcher: createHttpFetcher({
      guard: createOutboundGuard(config.outboundAllow),
      ...limits,
      ...(proxy === undefined ? {} : { proxy: { url: proxy, except: config.noProxy } }),
    }),
    own: authorities.builtin.own,
    issuer: read,
    async signersOf({ issuer, authorityKeyIdentifier }) {
      const found = await rows.mayHaveIssued({ issuer, keyIdentifier: authorityKeyIdentifier });
      return (await Promise.all(found.map(({ uuid }) => read(uuid)))).flatMap((one) => one ?? []);
    },
    someSerial: (issuer) => rows.someSerialOf(issuer.subject.derSha256, now()),
    tools: validationTools,
    now,
  });
}
