import { CertloomError } from '../../domain/problem';
import { cronFault } from '../../domain/values/cron';
import { defaultPlatformSettings as defaults, type PlatformSettings } from '../../domain/settings/platform';
import type { SettingsStore, StoredSettings } from '../../store/settings/settings';
import { duration } from '../http/durations';
import { type Route, defineRoute } from '../http/route';
import { lifetimePercent, z } from '../http/schemas';

const switchable = z.enum(['automatic', 'explicit']);
const retention = duration('P1D', 'P100Y');
const cron = z
  .string()
  .max(100)
  .superRefine((text, { addIssue }) => {
    const fault = cronFault(text);
    if (fault !== undefined) addIssue({ code: 'custom', message: fault });
  })
  .openapi({ description: 'Five cron fields: minute, hour, day of month, month, day of week (0 to 6); UTC.' });

export interface SettingsRouteDeps {
  readonly settings: SettingsStore;
  /** The configured limit, which the setting cannot exceed. */
  readonly bodyLimitBytes: number;
  /** Told of another cron text for the expiration scan, once it is stored. */
  readonly onScanCron?: (cron: string) => Promise<void>;
}

/** `GET` and `PUT /settings`: one document. A member that is left out of a `PUT` has its default afterwards. */
export function createSettingsRoutes({ settings, bodyLimitBytes, onScanCron }: SettingsRouteDeps): Route[] {
  const schema = settingsSchema(bodyLimitBytes);
  /** Stored, but the schedule does not know: the next save tries again, and so does every start. */
  let isBehind = false;

  async function replace(values: PlatformSettings, revision: number): Promise<StoredSettings> {
    const before = await settings.read();
    const stored = await settings.replace(values, revision);
    const { cron: wanted } = values.expirationScan;
    if (onScanCron === undefined || (!isBehind && wanted === before.values.expirationScan.cron)) return stored;
    isBehind = true;
    await onScanCron(wanted).catch(() => {
      throw new CertloomError(
        'engine_unavailable',
        'The settings are stored, but the schedule of the expiration scan could not be changed. Read them and save them again.',
      );
    });
    isBehind = false;
    return stored;
  }

  return [
    defineRoute({
      method: 'get',
      path: '/settings',
      operationId: 'readSettings',
      tag: 'Settings',
      summary: 'Settings of the platform',
      permission: 'settings:read',
      responses: { 200: { description: 'The settings', schema } },
      handle: async () => replyWith(await settings.read()),
    }),
    defineRoute({
      method: 'put',
      path: '/settings',
      operationId: 'updateSettings',
      tag: 'Settings',
      summary: 'Change the settings of the platform',
      permission: 'settings:write',
      body: schema,
      ifMatch: true,
      audit: { operation: 'settings.update', resource: 'settings' },
      responses: { 200: { description: 'The changed settings', schema } },
      handle: async ({ body, ifMatch }) => replyWith(await replace(body, ifMatch)),
    }),
  ];
}

function replyWith({ values, revision }: StoredSettings) {
  return { status: 200, body: values, revision };
}

function settingsSchema(bodyLimitBytes: number) {
  const maxBytes = Math.min(defaults.upload.maxBytes, bodyLimitBytes);
  const upload = z.strictObject({
    ownerDefault: z.enum(['uploader', 'none']).default(defaults.upload.ownerDefault),
    maxCertificates: z.number().int().min(1).max(5_000).default(defaults.upload.maxCertificates),
    maxBytes: z.number().int().min(1_024).max(bodyLimitBytes).default(maxBytes),
  });
  const validation = z.strictObject({
    enabled: z.boolean().default(defaults.validation.enabled),
    frequency: duration('PT1H', 'P1Y').default(defaults.validation.frequency),
    expiringThreshold: duration('PT1H', 'P10Y').default(defaults.validation.expiringThreshold),
  });
  const audit = z.strictObject({
    output: z.enum(['none', 'console', 'database', 'all']).default(defaults.audit.output),
    verbose: z.boolean().default(defaults.audit.verbose),
    ignoreOperations: z
      .array(
        z
          .string()
          .max(100)
          .regex(/^[a-z][a-z-]*(\.[a-z][a-z-]*)?$/, 'an area or <area>.<verb> is expected'),
      )
      .max(200)
      .default([]),
  });
  return z
    .strictObject({
      syncTimeout: duration('PT1S', 'PT5M').default(defaults.syncTimeout),
      upload: upload.prefault({}),
      uploads: z.strictObject({ retention: retention.default(defaults.uploads.retention) }).prefault({}),
      expiringThreshold: duration('PT1H', 'P10Y').default(defaults.expiringThreshold),
      expiringThresholdPercent: lifetimePercent
        .default(defaults.expiringThresholdPercent)
        .openapi({ description: 'Per cent of the lifetime; a certificate is due from the later of the two moments.' }),
      expirationScan: z.strictObject({ cron: cron.default(defaults.expirationScan.cron) }).prefault({}),
      replacementDetection: switchable.default(defaults.replacementDetection),
      validation: validation.prefault({}),
      eventHistory: z
        .strictObject({ retention: retention.nullable().default(defaults.eventHistory.retention) })
        .prefault({}),
      audit: audit.prefault({}),
    })
    .openapi('Settings');
}
