import { expiringStates } from '../../domain/expiration/outlook';
import { duration } from '../http/durations';
import {
  actorName,
  besideMany,
  flag,
  instant,
  isoDate,
  orNull,
  pageQuery,
  text as longText,
  uuid,
  z,
} from '../http/schemas';

const text = z.string();
const number = z.number().int();
const named = z.strictObject({ uuid: text, name: text.nullable() }).openapi('NamedObject');
const moment = { at: isoDate, step: text.nullable() };
const momentView = z.strictObject(moment).openapi('NoticeMoment');

const nobodyTold =
  'Nobody would be told about it, now or later, as triggers, profiles and recipients stand. Never true of a certificate that is replaced or acknowledged.';

export const expiringQuery = z.strictObject({
  ...pageQuery,
  owner: uuid.optional(),
  group: uuid.optional(),
  raProfile: uuid.optional(),
  within: duration('PT1H', 'P10Y')
    .optional()
    .openapi({ description: 'Time left until notAfter. Left out: the longest threshold in force.' }),
  state: z
    .enum([...expiringStates, 'all'])
    .default('all')
    .openapi({
      description:
        '`upcoming`: not due yet. `due`: inside its threshold, so people are notified. `expired`: it has ended without a valid replacement, and nobody has acknowledged that since. `acknowledged` and `replaced`: due, but nobody is notified.',
    }),
  reachesNobody: flag.optional().openapi({ description: nobodyTold }),
  text: z.string().min(1).max(200).optional().openapi({
    description: 'Text to find in names, serial number or fingerprint, in upper or lower case.',
  }),
});
export type ExpiringQuery = z.output<typeof expiringQuery>;

export const acknowledgeBody = z
  .strictObject({
    comment: longText(1000).nullable().default(null),
    until: instant
      .nullable()
      .default(null)
      .openapi({ description: 'When notices go on. Null: not before the certificate is replaced.' }),
  })
  .openapi('AcknowledgementRequest');

export const recipients = z
  .strictObject({
    users: z.array(named),
    groups: z.array(named),
    roles: z.array(named),
    addresses: z.array(text),
    unusable: z.array(text).openapi({ description: 'What stands where an e-mail address should, and is none.' }),
    channels: z.array(text),
    reachesNobody: z.boolean(),
  })
  .openapi('NoticeRecipients');
const coming = z.strictObject({ ...moment, profile: named, recipients }).openapi('NextNotice');
const nextOfStream = z.strictObject({ ...moment, recipients }).openapi('NextStreamNotice');
const lastNotice = z.strictObject({ ...moment, profile: named }).openapi('LastNotice');
const acknowledgement = z
  .strictObject({
    by: actorName,
    at: isoDate,
    comment: text.nullable(),
    until: isoDate.nullable(),
  })
  .openapi('Acknowledgement');

const row = {
  certificate: z
    .strictObject({
      uuid: text,
      name: text,
      commonName: text.nullable(),
      subjectDn: text,
      issuerDn: text,
      subjectAlternativeNames: z.array(text).openapi({
        description: 'The first 20, long ones cut; the certificate itself has all of them.',
      }),
      subjectAlternativeNameCount: number.openapi({ description: 'How many names there are in all.' }),
      serialNumber: text,
      notBefore: isoDate.nullable(),
      notAfter: isoDate,
      daysLeft: number.openapi({
        description:
          'Whole days, rounded towards zero: 0 on the last day and on the first one after notAfter, then negative.',
      }),
      hoursLeft: number
        .nullable()
        .openapi({ description: 'Whole hours, below two days only; negative after notAfter, like the days.' }),
      lifetimeLeftPercent: number.nullable(),
    })
    .openapi('ExpiringSubject'),
  state: z.enum(expiringStates),
  owner: orNull(named),
  groups: z.array(named),
  raProfile: orNull(named),
  dueFrom: isoDate,
  dueSince: isoDate.nullable(),
  replacedBy: z.array(text).openapi({ description: 'Valid replacements.' }),
  replacedByNames: besideMany,
  partlyReplacedBy: z.array(text).openapi({
    description: 'Certificates in force that have some of its names. They replace nothing, so people are notified.',
  }),
  partlyReplacedByNames: besideMany,
  remainingNames: z
    .array(text)
    .openapi({ description: 'Where it is partly replaced: names that no successor has, 20 at most.' }),
  remainingNameCount: number.nullable().openapi({
    description: 'How many names no successor has. Null: at least those in `remainingNames`.',
  }),
  lostPurposes: z.array(text).openapi({ description: 'Purposes, by name, that it has and no successor in force has.' }),
  willBeRenewedAt: isoDate.nullable().openapi({
    description: 'When Certloom renews it by itself, as its RA profile says; in the past: with the next scan.',
  }),
  acknowledged: orNull(acknowledgement),
  lastNotice: orNull(
    lastNotice,
    'The last notice of this cycle, by a profile that has a frequency, repetitions or steps.',
  ),
  nextNotice: orNull(coming, 'The next notice as triggers, profiles and recipients stand now.'),
  reachesNobody: z.boolean().openapi({ description: nobodyTold }),
  firingId: text.nullable(),
  lastFiredAt: isoDate.nullable(),
  repeatCount: number,
};
const nameNote = { description: 'A name is null if you may not read objects of its kind.' };

export const expiringRow = z.strictObject(row).openapi('ExpiringCertificate', nameNote);

export const expiringDetail = z
  .strictObject({
    ...row,
    cycle: number,
    streams: z.array(
      z
        .strictObject({
          profile: named,
          applies: z.boolean().openapi({ description: 'The current triggers use this profile.' }),
          warnings: z
            .array(
              z
                .strictObject({ code: z.literal('step_never_reached'), step: text, detail: text })
                .openapi('NoticeStreamWarning'),
            )
            .openapi({ description: 'Steps that lie before the time in which people are told of this certificate.' }),
          last: orNull(momentView),
          onItsWay: orNull(momentView),
          counted: number,
          next: orNull(nextOfStream),
        })
        .openapi('NoticeStream'),
    ),
  })
  .openapi('ExpiringCertificateDetail', nameNote);

const counts = { certificates: number, due: number, expired: number };
const byName = z.array(
  z.strictObject({ uuid: text.nullable(), name: text.nullable(), ...counts }).openapi('ExpiringCountByObject'),
);

export const expiringSummary = z
  .strictObject({
    at: isoDate,
    until: isoDate,
    total: z.strictObject(counts).openapi('ExpiringCount'),
    replaced: number,
    reachingNobody: orNull(
      z.strictObject({ certificates: number, at: isoDate, isCut: z.boolean() }).openapi('CertificatesReachingNobody'),
      'Certificates that end inside the longest threshold in force, or have ended, and that nobody would be told about; some minutes old. `isCut`: only the 20,000 that end first were looked at. Null: they are being counted, so ask again.',
    ),
    byWeek: z.array(z.strictObject({ week: text, ...counts }).openapi('ExpiringCountByWeek')),
    byRemaining: z.array(z.strictObject({ days: number.nullable(), ...counts }).openapi('ExpiringCountByRemaining')),
    byOwner: byName,
    byGroup: byName,
    byRaProfile: byName,
    isCut: z.boolean(),
  })
  .openapi('ExpiringSummary', {
    description:
      'Certificates without a valid replacement that expire between `at` and `until`; `due` counts those inside their threshold. `expired` are counted beside them: they have ended, have no valid replacement, and nobody has acknowledged that since. `days` is the upper end of a range, 0 for what has ended, null for the last one. At most 200 owners, groups and RA profiles are listed, those with the most certificates; `isCut` says that there are more.',
  });
