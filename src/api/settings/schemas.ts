import { isMailAddress } from '../../domain/notifications/address-list';
import { auditOperations } from '../../domain/identity/audit-operations';
import { cronFault } from '../../domain/values/cron';
import { passwordUses } from '../../domain/sign-in/password';
import { didYouMean } from '../../domain/values/suggestion';
import { defaultPlatformSettings as defaults, replacementDetectionModes } from '../../domain/settings/platform';
import { duration } from '../http/durations';
import { actorName, isoDate, lifetimePercent, z } from '../http/schemas';

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
    compatApi: z.strictObject({ enabled: z.boolean() }).openapi('CompatApiSettings'),
    operations: z.strictObject({ retention: text.nullable() }).openapi('OperationSettings'),
    workflows: z.strictObject({ retention: text.nullable() }).openapi('WorkflowSettings'),
    sshKeys: z.strictObject({ lifetimeDays: z.number().int() }).openapi('SshKeySettings'),
    scripts: z
      .strictObject({ scheduleToStartSeconds: z.number().int(), retention: text.nullable() })
      .openapi('ScriptRunSettings'),
    approvals: z.strictObject({ decideByLink: z.boolean() }).openapi('ApprovalSettings'),
    alerts: z
      .strictObject({
        firstRunConfirm: z.number().int(),
        testPreviewLimit: z.number().int(),
        fallbackRecipients: z.array(text),
      })
      .openapi('AlertSettings'),
    signIn: z
      .strictObject({ idleLimit: text, absoluteLimit: text, passwords: z.enum(passwordUses) })
      .openapi('SignInSettings'),
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
      ownerDefault: z
        .enum(['uploader', 'none'])
        .default(defaults.upload.ownerDefault)
        .openapi({ description: 'Who owns an uploaded certificate unless a trigger says otherwise.' }),
      maxCertificates: z
        .number()
        .int()
        .min(1)
        .max(5_000)
        .default(defaults.upload.maxCertificates)
        .openapi({ description: 'Most certificates in one bundle; a larger one is refused as a whole.' }),
      maxBytes: z
        .number()
        .int()
        .min(1_024)
        .max(bodyLimitBytes)
        .default(maxBytes)
        .openapi({ description: 'Most bytes of one upload, before base64.' }),
    })
    .openapi('UploadSettingsRequest');
  const validation = z
    .strictObject({
      enabled: z
        .boolean()
        .default(defaults.validation.enabled)
        .openapi({ description: 'Whether stored certificates are checked again and again. RA profiles override it.' }),
      frequency: duration('PT1H', 'P1Y')
        .default(defaults.validation.frequency)
        .openapi({ description: 'How often each certificate is checked. RA profiles override it.' }),
      expiringThreshold: duration('PT1H', 'P10Y')
        .default(defaults.validation.expiringThreshold)
        .openapi({ description: 'How long before its end a certificate counts as expiring when it is checked.' }),
    })
    .openapi('ValidationSettingsRequest');
  const alerts = z
    .strictObject({
      firstRunConfirm: z.number().int().min(0).max(1_000_000).default(defaults.alerts.firstRunConfirm).openapi({
        description:
          'With more due items than this an alert is only enabled by somebody who says what becomes of them.',
      }),
      testPreviewLimit: z
        .number()
        .int()
        .min(1)
        .max(1_000)
        .default(defaults.alerts.testPreviewLimit)
        .openapi({ description: 'Previews that one test of an alert shows, unless it asks for fewer or more.' }),
      fallbackRecipients: z
        .array(z.string().max(254).refine(isMailAddress, { error: 'a mail address is expected' }))
        .max(20)
        .default([])
        .openapi({ description: 'Who gets the mail of alerts whose recipients could not be found out.' }),
    })
    .openapi('AlertSettingsRequest');
  const audit = z
    .strictObject({
      output: z
        .enum(outputs)
        .default(defaults.audit.output)
        .openapi({ description: 'Where rows of the audit log go. With `none` nobody can tell later who did what.' }),
      verbose: z
        .boolean()
        .default(defaults.audit.verbose)
        .openapi({ description: 'Whether rows of uploads may identify a certificate that was rejected.' }),
      ignoreOperations: z
        .array(
          z
            .string()
            .max(100)
            .refine(isIgnorable, { error: ({ input }) => ignorableDetail(String(input)) }),
        )
        .max(200)
        .default([])
        .openapi({ description: 'Operations (`groups.create`), or areas (`groups`), that are not recorded.' }),
    })
    .openapi('AuditSettingsRequest');
  return z
    .strictObject({
      syncTimeout: duration('PT1S', 'PT5M')
        .default(defaults.syncTimeout)
        .openapi({ description: 'How long an upload waits for its verdict before it is answered with 202.' }),
      upload: upload.prefault({}),
      uploads: z
        .strictObject({
          retention: retention
            .default(defaults.uploads.retention)
            .openapi({ description: 'How long the verdicts of uploads can be read.' }),
        })
        .openapi('UploadRetentionRequest')
        .prefault({}),
      expiringThreshold: duration('PT1H', 'P10Y')
        .default(defaults.expiringThreshold)
        .openapi({ description: 'How long before its end a certificate is due. RA profiles override it.' }),
      expiringThresholdPercent: lifetimePercent
        .default(defaults.expiringThresholdPercent)
        .openapi({ description: 'Percent of the lifetime. A certificate is due from the later of the two times.' }),
      expirationScan: z
        .strictObject({
          cron: cron.default(defaults.expirationScan.cron).openapi({
            description:
              'When expiring certificates are looked for: five cron fields in UTC: minute, hour, day of month, month, day of week (0 to 6).',
          }),
        })
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
      replacementDetection: detection.default(defaults.replacementDetection).openapi({
        description:
          'Whether a later certificate with the same names takes over: by itself, only after it was validated, or only when somebody says so. RA profiles override it.',
      }),
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
        .strictObject({
          retention: retention
            .nullable()
            .default(defaults.eventHistory.retention)
            .openapi({ description: 'How long events are kept with what was decided; null: for ever.' }),
        })
        .openapi('EventHistorySettingsRequest')
        .prefault({}),
      compatApi: z
        .strictObject({
          enabled: z.boolean().default(defaults.compatApi.enabled).openapi({
            description: 'Whether calls of the API of Keyfactor Command are answered, under `/KeyfactorAPI`.',
          }),
        })
        .openapi('CompatApiSettingsRequest')
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
      workflows: z
        .strictObject({
          retention: retention.nullable().default(defaults.workflows.retention).openapi({
            description: 'How long instances of workflows are kept after their end, with their log; null: for ever.',
          }),
        })
        .openapi('WorkflowSettingsRequest')
        .prefault({}),
      sshKeys: z
        .strictObject({
          lifetimeDays: z.number().int().min(1).max(36_500).default(defaults.sshKeys.lifetimeDays).openapi({
            description: 'Days from the creation of an SSH key until it is due for replacement.',
          }),
        })
        .openapi('SshKeySettingsRequest')
        .prefault({}),
      scripts: z
        .strictObject({
          scheduleToStartSeconds: z
            .number()
            .int()
            .min(5)
            .max(86_400)
            .default(defaults.scripts.scheduleToStartSeconds)
            .openapi({
              description:
                'How long a run waits for a worker while none serves its queue; then it ends as `no_worker`.',
            }),
          retention: retention.nullable().default(defaults.scripts.retention).openapi({
            description: 'How long records of runs of scripts are kept; null: for ever.',
          }),
        })
        .openapi('ScriptRunSettingsRequest')
        .prefault({}),
      approvals: z
        .strictObject({
          decideByLink: z.boolean().default(defaults.approvals.decideByLink).openapi({
            description:
              'Whether a mail that asks one approver has a link to a page with two buttons, which decide in the name of that approver without signing in. Whoever has the mail then has that power: forwarding the mail forwards it. The link ends with the approval. While this is off, links that were sent decide nothing.',
          }),
        })
        .openapi('ApprovalSettingsRequest')
        .prefault({}),
      alerts: alerts.prefault({}),
      signIn: z
        .strictObject({
          idleLimit: duration('PT5M', 'P7D').default(defaults.signIn.idleLimit).openapi({
            description: 'A session that is not used for so long is over.',
          }),
          absoluteLimit: duration('PT1H', 'P30D').default(defaults.signIn.absoluteLimit).openapi({
            description: 'A session is over so long after its sign-in, however much it is used.',
          }),
          passwords: z.enum(passwordUses).default(defaults.signIn.passwords).openapi({
            description: 'Whether people may sign in with user name and password.',
          }),
        })
        .openapi('SignInSettingsRequest')
        .prefault({}),
      audit: audit.prefault({}),
    })
    .openapi('SettingsRequest');
}

/** Who changed which setting last. */
export const settingChanges = z
  .strictObject({
    items: z.array(
      z
        .strictObject({
          setting: z.string().openapi({ description: 'JSON Pointer into the settings.', example: '/upload/maxBytes' }),
          at: isoDate,
          by: actorName,
        })
        .openapi('SettingChange'),
    ),
  })
  .openapi('SettingChanges');
