import { auditOperations } from '../../domain/identity/audit-operations';
import { cronFault } from '../../domain/values/cron';
import { didYouMean } from '../../domain/values/suggestion';
import { defaultPlatformSettings as defaults, replacementDetectionModes } from '../../domain/settings/platform';
import { duration } from '../http/durations';
import { lifetimePercent, z } from '../http/schemas';

const detection = z.enum(replacementDetectionModes);
const retention = duration('P1D', 'P100Y');
const cron = z
  .string()
  .max(100)
  .superRefine((text, { addIssue }) => {
    const fault = cronFault(text);
    if (fault !== undefined) addIssue({ code: 'custom', message: fault });
  })
  .openapi({ description: 'Five cron fields in UTC: minute, hour, day of month, month, day of week (0 to 6).' });

const outputs = ['none', 'console', 'database', 'all'] as const;
const text = z.string();

const ignorable: ReadonlySet<string> = new Set(auditOperations.flatMap((one) => [one, one.split('.')[0]!]));

function isIgnorable(text: string): boolean {
  return ignorable.has(text);
}

function ignorableDetail(text: string): string {
  return `an operation of the audit log, or the area before its dot, is expected.${didYouMean(text, [...ignorable])}`;
}

/** The settings as they are read: all members are there. */
export const settingsView = z
  .strictObject({
    syncTimeout: text,
    upload: z
      .strictObject({
        ownerDefault: z.enum(['uploader', 'none']),
        maxCertificates: z.number().int(),
        maxBytes: z.number().int(),
      })
      .openapi('UploadSettings'),
    uploads: z.strictObject({ retention: text }).openapi('UploadRetention'),
    expiringThreshold: text,
    expiringThresholdPercent: z.number().int().nullable(),
    expirationScan: z.strictObject({ cron: text }).openapi('ExpirationScanSettings'),
    expiration: z.strictObject({ announceExpiredOnArrival: z.boolean() }).openapi('ExpirationSettings'),
    replacementDetection: detection,
    replacement: z.strictObject({ requireAllPurposes: z.boolean() }).openapi('ReplacementSettings'),
    validation: z
      .strictObject({ enabled: z.boolean(), frequency: text, expiringThreshold: text })
      .openapi('ValidationSettings'),
    eventHistory: z.strictObject({ retention: text.nullable() }).openapi('EventHistorySettings'),
    operations: z.strictObject({ retention: text.nullable() }).openapi('OperationSettings'),
    audit: z
      .strictObject({ output: z.enum(outputs), verbose: z.boolean(), ignoreOperations: z.array(text) })
      .openapi('AuditSettings'),
  })
  .openapi('Settings');

/** The body of a change: a member that is left out gets its default. `bodyLimitBytes` bounds the upload limit. */
export function settingsRequest(bodyLimitBytes: number) {
  const maxBytes = Math.min(defaults.upload.maxBytes, bodyLimitBytes);
  const upload = z
    .strictObject({
      ownerDefault: z.enum(['uploader', 'none']).default(defaults.upload.ownerDefault),
      maxCertificates: z.number().int().min(1).max(5_000).default(defaults.upload.maxCertificates),
      maxBytes: z.number().int().min(1_024).max(bodyLimitBytes).default(maxBytes),
    })
    .openapi('UploadSettingsRequest');
  const validation = z
    .strictObject({
      enabled: z.boolean().default(defaults.validation.enabled),
      frequency: duration('PT1H', 'P1Y').default(defaults.validation.frequency),
      expiringThreshold: duration('PT1H', 'P10Y').default(defaults.validation.expiringThreshold),
    })
    .openapi('ValidationSettingsRequest');
  const audit = z
    .strictObject({
      output: z.enum(outputs).default(defaults.audit.output),
      verbose: z.boolean().default(defaults.audit.verbose),
      ignoreOperations: z
        .array(
          z
            .string()
            .max(100)
            .refine(isIgnorable, { error: ({ input }) => ignorableDetail(String(input)) }),
        )
        .max(200)
        .default([]),
    })
    .openapi('AuditSettingsRequest');
  return z
    .strictObject({
      syncTimeout: duration('PT1S', 'PT5M').default(defaults.syncTimeout),
      upload: upload.prefault({}),
      uploads: z
        .strictObject({ retention: retention.default(defaults.uploads.retention) })
        .openapi('UploadRetentionRequest')
        .prefault({}),
      expiringThreshold: duration('PT1H', 'P10Y').default(defaults.expiringThreshold),
      expiringThresholdPercent: lifetimePercent
        .default(defaults.expiringThresholdPercent)
        .openapi({ description: 'Percent of the lifetime. A certificate is due from the later of the two times.' }),
      expirationScan: z
        .strictObject({ cron: cron.default(defaults.expirationScan.cron) })
        .openapi('ExpirationScanSettingsRequest')
        .prefault({}),
      expiration: z
        .strictObject({
          announceExpiredOnArrival: z.boolean().default(defaults.expiration.announceExpiredOnArrival).openapi({
            description: 'Whether people are told of certificates that had expired when they came into the inventory.',
          }),
        })
        .openapi('ExpirationSettingsRequest')
        .prefault({}),
      replacementDetection: detection.default(defaults.replacementDetection),
      replacement: z
        .strictObject({
          requireAllPurposes: z.boolean().default(defaults.replacement.requireAllPurposes).openapi({
            description: 'Whether a detected replacement needs all purposes of the certificate that it replaces.',
          }),
        })
        .openapi('ReplacementSettingsRequest')
        .prefault({}),
      validation: validation.prefault({}),
      eventHistory: z
        .strictObject({ retention: retention.nullable().default(defaults.eventHistory.retention) })
        .openapi('EventHistorySettingsRequest')
        .prefault({}),
      operations: z
        .strictObject({
          retention: retention.nullable().default(defaults.operations.retention).openapi({
            description:
              'How long operations are kept after their end; null: for ever. What a certificate in the inventory came from stays.',
          }),
        })
        .openapi('OperationSettingsRequest')
        .prefault({}),
      audit: audit.prefault({}),
    })
    .openapi('SettingsRequest');
}
