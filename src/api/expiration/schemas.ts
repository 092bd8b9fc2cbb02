import { expiringStates } from '../../domain/expiration/outlook';
import { duration } from '../http/durations';
import { instant, isoDate, pageQuery, text as longText, uuid, z } from '../http/schemas';

const text = z.string();
const number = z.number().int();
const named = z.strictObject({ uuid: text, name: text.nullable() });
const moment = { at: isoDate, step: text.nullable() };

export const expiringQuery = z.strictObject({
  ...pageQuery,
  owner: uuid.optional(),
  group: uuid.optional(),
  raProfile: uuid.optional(),
  within: duration('PT1H', 'P10Y')
    .optional()
    .openapi({ description: 'Time before notAfter. Default: the widest threshold in force.' }),
  state: z
    .enum([...expiringStates, 'all'])
    .default('all')
    .openapi({
      description:
        '`upcoming`: the window in which people are told has not begun. `acknowledged` and `replaced` are due and not told of.',
    }),
  text: z.string().min(1).max(200).optional().openapi({
    description: 'Text inside names, serial number or fingerprint; case does not matter.',
  }),
});
export type ExpiringQuery = z.output<typeof expiringQuery>;

export const acknowledgeBody = z.strictObject({
  comment: longText(1000).nullable().default(null),
  until: instant.nullable().default(null).openapi({ description: 'Notices go on from here. Null: not in this cycle.' }),
});

const recipients = z.strictObject({
  users: z.array(named),
  groups: z.array(named),
  roles: z.array(named),
  addresses: z.array(text),
  channels: z.array(text),
  reachesNobody: z.boolean(),
});
const coming = z.strictObject({ ...moment, profile: named, recipients });

const row = {
  certificate: z.strictObject({
    uuid: text,
    name: text,
    commonName: text.nullable(),
    subjectDn: text,
    issuerDn: text,
    subjectAlternativeNames: z.array(text),
    serialNumber: text,
    notBefore: isoDate.nullable(),
    notAfter: isoDate,
    daysLeft: number,
    lifetimeLeftPercent: number.nullable(),
  }),
  state: z.enum(expiringStates),
  owner: named.nullable(),
  groups: z.array(named),
  raProfile: named.nullable(),
  dueFrom: isoDate,
  dueSince: isoDate.nullable(),
  replacedBy: z.array(text),
  acknowledged: z
    .strictObject({
      by: z.strictObject({ uuid: text.nullable(), name: text }),
      at: isoDate,
      comment: text.nullable(),
      until: isoDate.nullable(),
    })
    .nullable(),
  lastNotice: z
    .strictObject({ ...moment, profile: named })
    .nullable()
    .openapi({ description: 'Of profiles with a frequency, repetitions or steps, in this cycle.' }),
  nextNotice: coming
    .nullable()
    .openapi({ description: 'As things are now: by the triggers, profiles and recipients of this moment.' }),
  firingId: text.nullable(),
  lastFiredAt: isoDate.nullable(),
  repeatCount: number,
};
const nameNote = { description: 'Names are null without the permission to read objects of their kind.' };

export const expiringRow = z.strictObject(row).openapi('ExpiringCertificate', nameNote);

export const expiringDetail = z
  .strictObject({
    ...row,
    cycle: number,
    streams: z.array(
      z.strictObject({
        profile: named,
        applies: z.boolean().openapi({ description: 'The triggers name this profile now.' }),
        last: z.strictObject(moment).nullable(),
        onItsWay: z.strictObject(moment).nullable(),
        counted: number,
        next: z.strictObject({ ...moment, recipients }).nullable(),
      }),
    ),
  })
  .openapi('ExpiringCertificateDetail', nameNote);

const counts = { certificates: number, due: number };
const byName = z.array(z.strictObject({ uuid: text.nullable(), name: text.nullable(), ...counts }));

export const expiringSummary = z
  .strictObject({
    at: isoDate,
    until: isoDate,
    total: z.strictObject(counts),
    replaced: number,
    byWeek: z.array(z.strictObject({ week: text, ...counts })),
    byRemaining: z.array(z.strictObject({ days: number.nullable(), ...counts })),
    byOwner: byName,
    byGroup: byName,
    byRaProfile: byName,
    isCut: z.boolean(),
  })
  .openapi('ExpiringSummary', {
    description:
      'Certificates without a valid replacement that end between `at` and `until`; `due` are those inside their window. `days` is the upper end of a range, null above the last. The largest 200 of a kind are shown; `isCut` says that there are more.',
  });
