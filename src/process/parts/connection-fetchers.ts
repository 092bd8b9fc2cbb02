import type { Config } from '../../config/config';
import { createHttpFetcher, type HttpFetcher } from '../../outbound/http-fetcher';
import type { OutboundGuard } from '../../outbound/outbound-guard';
import { withPublicAuthorities } from '../../outbound/trust';

/** Behind the guard, one for each list of authorities that are trusted beside those of the installation. */
export function createConnectionFetchers(
  config: Pick<Config, 'outboundCa' | 'outboundProxy' | 'noProxy'>,
  guard: OutboundGuard,
) {
  const fetchers = new Map<string | null, HttpFetcher>();
  return {
    fetcherFor(own: string | null): HttpFetcher {
      const known = fetchers.get(own);
      if (known !== undefined) return known;
      const pem = [config.outboundCa, own].filter((text) => text !== undefined && text !== null).join('\n');
      const made = createHttpFetcher({
        guard,
        ...{ connectMs: 10_000, silenceMs: 30_000, totalMs: 30_000 },
        ...(pem === '' ? {} : { ca: withPublicAuthorities(pem) }),
        ...(config.outboundProxy === undefined ? {} : { proxy: { url: config.outboundProxy, except: config.noProxy } }),
      });
      fetchers.set(own, made);
      return made;
    },
    async close(): Promise<void> {
      await Promise.all([...fetchers.values()].map((fetcher) => fetcher.close()));
    },
  };
}
