import { validateCertificate } from '../../domain/validation/validate';
import { createHttpFetcher } from '../../outbound/http-fetcher';
import { createOutboundGuard } from '../../outbound/outbound-guard';
import { createRules } from '../../services/firings/rules';
import { createChecks } from '../../services/validation/checks';
import { createPlatformSources } from '../../services/validation/platform-sources';
import { validationTools } from '../../services/validation/tools';
import { createValidationWalk, type ValidationWalker } from '../../services/validation/walk';
import type { ValidationRuns } from '../../temporal/runs/validation';
import type { PartContext } from './part';

const startTimeoutMs = 10_000;
/** Certificates name many addresses, and no check may wait long for one of them. */
const limits = { connectMs: 1_000, silenceMs: 2_000, totalMs: 10_000 };

/** What checks certificates in this process, with what it remembers of lists and issuers. */
export function validationWalkerOf(
  { foundation, expiration, authorities }: Pick<PartContext, 'foundation' | 'expiration' | 'authorities'>,
  runs: ValidationRuns,
): ValidationWalker {
  const { stores, now, logger, config } = foundation;
  const proxy = config.outboundProxy;
  const fetcher = createHttpFetcher({
    guard: createOutboundGuard(config.outboundAllow),
    ...limits,
    ...(proxy === undefined ? {} : { proxy: { url: proxy, except: config.noProxy } }),
  });
  const sources = createPlatformSources({
    ...{ issuers: stores.issuerRows, fetcher, own: authorities.builtin.own, now },
  });
  return createValidationWalk({
    validations: stores.validations,
    checks: createChecks({
      validations: stores.validations,
      rules: createRules(stores, 'certificate_status_changed'),
      validate: (certificate, from, options) => validateCertificate(certificate, from, options, validationTools()),
      readStored: sources.read,
      sourcesOf: sources.sourcesOf,
      losing: expiration.losing,
      // Relations are found again by the hourly scan; what is found now comes sooner.
      onChanged: (certificate) =>
        expiration.detection
          .detectFor([certificate.uuid])
          .then(() => undefined)
          .catch((error: unknown) =>
            logger.warn({ err: error }, 'replacements were not looked for after a validation'),
          ),
      now,
    }),
    startBatch: (batch) => runs.startBatch(batch, startTimeoutMs),
    now,
    steadyClock: () => performance.now(),
  });
}
