import { alertModes, alertSemantics, alertWhens, pendingSources, uncertainRules } from '../../domain/alerts/alert';
import type { AlertKindCode } from '../../domain/alerts/kind';
import { logEveries } from '../../domain/alerts/endpoint';
import { alertKinds } from '../../domain/alerts/kinds';
import { ledgerStates } from '../../domain/alerts/ledger';
import { alertRunStatuses, alertRunTriggers } from '../../domain/alerts/run';
import { weekdays, type AlertSchedule } from '../../domain/alerts/schedule';
import { securityContexts } from '../../domain/scripts/runtime';
import {
  description,
  flag,
  instant,
  isoDate,
  lifetimePercent,
  line,
  name,
  orNull,
  pageQuery,
  text,
  uuid,
  z,
} from '../http/schemas';
import { sortBy } from '../http/sorting';
import { handlerInput, handlerView, type HandlerInput } from './handler-schemas';

export const kind = z.enum(alertKinds.map(({ code }) => code) as [AlertKindCode, ...AlertKindCode[]]);

const time = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'HH:mm is expected')
  .openapi({ example: '06:00' });

/** A moment is a Date in requests, and RFC 3339 in answers. */
export const schedule = z
  .union([
    z
      .strictObject({
        interval: z.strictObject({ minutes: z.number().int().min(5).max(10_080) }).openapi('AlertInterval'),
      })
      .openapi('IntervalAlertSchedule'),
    z.strictObject({ daily: z.strictObject({ time }).openapi('AlertTimeOfDay') }).openapi('DailyAlertSchedule'),
    z
      .strictObject({
        weekly: z.strictObject({ time, days: z.array(z.enum(weekdays)).min(1).max(7) }).openapi('AlertDaysOfWeek'),
      })
      .openapi('WeeklyAlertSchedule'),
    z
      .strictObject({
        monthly: z.strictObject({ time, day: z.number().int().min(1).max(31) }).openapi('AlertDayOfMonth', {
          description: 'A short month uses its last day.',
        }),
      })
      .openapi('MonthlyAlertSchedule'),
    z
      .strictObject({
        cron: line(1, 100).openapi({ description: 'Five fields, not both day fields; every 5 minutes at most.' }),
      })
      .openapi('CronAlertSchedule'),
    z
      .strictObject({
        once: z
          .strictObject({ at: instant })
          .openapi('AlertMoment', { description: 'Of an alert that is enabled, a moment that comes.' }),
      })
      .openapi('OnceAlertSchedule'),
  ])
  .openapi('AlertSchedule') as z.ZodType<AlertSchedule>;

const keyFilter = z
  .strictObject({
    keyType: line(1, 100).optional(),
    userName: line(1, 200).optional(),
    ownerMail: line(1, 320).optional(),
  })
  .openapi('AlertKeyFilter', { description: 'Keys that have all of these; upper and lower case are alike.' });
const endpoint = z
  .strictObject({
    type: z.enum(['crl', 'ocsp']),
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    issuerCertificateId: uuid.nullable().default(null).openapi({
      description:
        'The CA certificate whose answers are expected. A responder needs it; of a list, null is whoever its name says.',
    }),
    timeoutSeconds: z.number().int().min(1).max(60).default(10),
  })
  .openapi('AlertEndpoint');

const repeat = z
  .strictObject({ everyDays: z.number().int().min(1).max(365), max: z.number().int().min(1).max(1_000) })
  .openapi('AlertRepeat');
export const timeZone = line(1, 100).default('UTC').openapi({
  description:
    'IANA name. A local time that a clock change leaves out is made up for at the next moment that exists; one that comes twice counts once.',
  example: 'Europe/Prague',
});
export const firstRun = z.enum(['fire', 'baseline']).optional().openapi({
  description:
    'What becomes of items that are due already where the alert begins to report, or to report to somebody or something new: they are reported, or count as reported. Needed where there are more of them than `alerts.firstRunConfirm` of the settings.',
});

export const alertInput = z
  .strictObject({
    name,
    kind,
    enabled: z.boolean().default(true),
    description,
    collectionId: uuid.nullable().default(null).openapi({ description: 'Null: the whole inventory.' }),
    needsCollection: z.boolean().default(false).openapi({
      description:
        'With true it is not enabled without a collection: what an import sets where the collection is not here.',
    }),
    raProfileId: uuid
      .nullable()
      .default(null)
      .openapi({ description: 'Of alerts on requests; null: all RA profiles.' }),
    when: z.enum(alertWhens).default('both').openapi({
      description: 'Of alerts on requests: what happens to one starts it, its schedule does, or both.',
    }),
    sources: z
      .array(z.enum(pendingSources))
      .min(1)
      .max(2)
      .default([...pendingSources])
      .openapi({
        description: 'Of pending requests: whom they wait for.',
      }),
    keys: orNull(keyFilter).default(null).openapi({ description: 'Of key rotation; null: all keys.' }),
    endpoint: orNull(endpoint).default(null).openapi({ description: 'Of revocation monitoring, which needs it.' }),
    warningDays: z.number().int().min(0).max(3_650).default(7).openapi({
      description: 'Days before the end of a list or answer from which on it is reported.',
    }),
    warningHours: z.number().int().min(0).max(87_600).default(48).openapi({
      description: 'Hours before it from which on checks show a warning for the dashboard.',
    }),
    logEvery: z.enum(logEveries).default('change').openapi({
      description: 'Reports each check, or only those that differ from the check before.',
    }),
    thresholds: z.array(z.number().int().min(0).max(3_650)).min(1).max(20).default([30]).openapi({
      description: 'Whole days before the end, by the UTC calendar.',
    }),
    graceDays: z.number().int().min(0).max(3_650).default(7).openapi({
      description: 'Days for which what ended before it was reported is still reported.',
    }),
    includeReplaced: z.boolean().default(false),
    lifetimeShare: lifetimePercent.default(null).openapi({
      description:
        'Percent of the lifetime before whose last part nothing is due; null: that of the platform. Not used in compatibility semantics.',
    }),
    repeat: orNull(repeat).default(null).openapi({ description: 'Reminders.' }),
    schedule: schedule.optional().openapi({ description: 'Needed where the kind looks by the clock.' }),
    timeZone,
    onUncertain: z.enum(uncertainRules).default('hold').openapi({
      description: 'What becomes of an effect of which nobody knows whether it happened.',
    }),
    recipients: z.array(line(1, 400)).max(200).default([]),
    subject: text(1_000).default(''),
    message: text(100_000).default('').openapi({ description: 'HTML; a text part is made of it.' }),
    mode: z.enum(alertModes).default('handlers'),
    semantics: z.enum(alertSemantics).default('native'),
    handlers: z.array(handlerInput).max(50).default([]),
    firstRun,
  })
  .openapi('AlertRequest');
export type AlertInput = Omit<z.output<typeof alertInput>, 'handlers'> & { readonly handlers: readonly HandlerInput[] };

export const warning = z
  .strictObject({ pointer: z.string(), code: z.string(), detail: z.string() })
  .openapi('AlertWarning');

const fields = {
  name: z.string(),
  kind,
  enabled: z.boolean(),
  description: z.string(),
  collectionId: z.string().nullable(),
  needsCollection: z.boolean(),
  raProfileId: z.string().nullable(),
  ...{ when: z.enum(alertWhens), sources: z.array(z.enum(pendingSources)) },
  keys: orNull(keyFilter),
  endpoint: orNull(endpoint),
  ...{ warningDays: z.number().int(), warningHours: z.number().int(), logEvery: z.enum(logEveries) },
  thresholds: z.array(z.number().int()),
  graceDays: z.number().int(),
  includeReplaced: z.boolean(),
  lifetimeShare: lifetimePercent,
  repeat: orNull(repeat),
  schedule: schedule.optional(),
  timeZone: z.string(),
  onUncertain: z.enum(uncertainRules),
  recipients: z.array(z.string()),
  subject: z.string(),
  message: z.string(),
  mode: z.enum(alertModes),
  semantics: z.enum(alertSemantics),
  handlers: z.array(handlerView),
};
export const alertFieldsView = z.strictObject(fields).openapi('AlertFields');
const viewFields = {
  uuid: z.string(),
  ...fields,
  version: z.number().int(),
  createdAt: isoDate,
  changedAt: isoDate,
  nextRuns: z.array(isoDate).openapi({ description: 'The next three; none while it is disabled.' }),
  warnings: z.array(warning),
};
export const alertView = z.strictObject(viewFields).openapi('Alert');

export const alertListQuery = z.strictObject({
  ...pageQuery,
  sort: sortBy('kind', 'name', 'changedAt').default('kind').openapi({
    description: 'Field to sort by, `kind` by kind and name; `-` in front of it reverses the order.',
  }),
  lastRuns: flag.optional().openapi({ description: 'With true each alert has `lastRuns`.' }),
  kind: kind.optional(),
  enabled: flag.optional(),
  search: line(1, 200).optional().openapi({ description: 'Part of name or description, without regard to case.' }),
});

export const countsView = z
  .strictObject({
    ...{ evaluated: z.number().int(), due: z.number().int(), done: z.number().int(), failed: z.number().int() },
    ...{ uncertain: z.number().int(), superseded: z.number().int(), skippedByCondition: z.number().int() },
  })
  .openapi('AlertRunCounts');
export const runView = z
  .strictObject({
    runId: z.string(),
    alertUuid: z.string(),
    alertName: z.string(),
    alertVersion: z.number().int(),
    trigger: z.enum(alertRunTriggers),
    context: z.enum(securityContexts),
    isTest: z.boolean(),
    actorName: z.string().openapi({ description: 'Who started it, such as a test; `system` for a schedule.' }),
    actorUuid: z.string().nullable(),
    status: z.enum(alertRunStatuses),
    at: isoDate,
    startedAt: isoDate,
    endedAt: isoDate.nullable(),
    counts: countsView,
    notes: z.array(
      z.strictObject({ code: z.string(), detail: z.string(), count: z.number().int() }).openapi('AlertRunNote'),
    ),
    message: z.string().nullable(),
    workflowId: z.string(),
    runUrl: z.string().nullable(),
  })
  .openapi('AlertRun');
const lastRuns = z
  .strictObject({ api: orNull(runView), service: orNull(runView) })
  .openapi('LastAlertRuns', { description: 'The last run of each security context, side by side.' });
export const listedAlertView = z
  .strictObject({ ...viewFields, lastRuns: lastRuns.optional().openapi({ description: 'With `lastRuns`.' }) })
  .openapi('ListedAlert');
export const runQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(alertRunStatuses).optional().openapi({
    description: '`finished_with_errors`: effects failed, or nobody knows whether they happened.',
  }),
});
export const runPage = z
  .strictObject({
    items: z.array(runView),
    nextCursor: z.string().nullable(),
    total: z.strictObject({ value: z.number().int(), relation: z.enum(['exact', 'moreThan', 'atLeast']) }).optional(),
    lastOfContexts: lastRuns,
  })
  .openapi('AlertRunPage');

export const ledgerRowView = z
  .strictObject({
    rowId: z.string(),
    alertUuid: z.string(),
    itemId: z.string(),
    itemName: z.string(),
    threshold: z.number().int().openapi({ description: '-1 where no threshold applies.' }),
    occurrence: z.number().int().openapi({ description: '1; reminders count up.' }),
    channel: z.string(),
    handlerId: z.string(),
    state: z.enum(ledgerStates),
    firstDueAt: isoDate,
    doneAt: isoDate.nullable(),
    attempts: z.number().int(),
    error: z.string().nullable(),
    message: z.string().nullable(),
    workflowId: z.string(),
  })
  .openapi('AlertLedgerRow');
export const ledgerQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(ledgerStates).optional(),
  itemId: line(1, 100).optional(),
});
export const rowPath = z.strictObject({ rowId: uuid });
export const startedView = z.strictObject({ workflowId: z.string(), runId: z.string() }).openapi('StartedAlertRun');
