import { progressOf } from '../../domain/discoveries/ending';
import {
  discoveryStatuses,
  rowOutcomes,
  type Discovery,
  type DiscoveryRun,
  type RowCounts,
} from '../../domain/discoveries/discovery';
import { discoveryKinds, kindsOfDiscovery } from '../../domain/discoveries/kinds';
import type { DiscoveryRowDocument } from '../../store/discoveries/rows';
import { toAttributeList } from '../certificates/schemas';
import {
  actorName,
  attributeContent,
  attributeValues,
  besideOne,
  description,
  isoDate,
  name,
  page,
  z,
} from '../http/schemas';

const text = z.string();
const number = z.number().int();

export const discoveryBody = z
  .strictObject({
    name,
    description,
    kind: z.enum(discoveryKinds).openapi({ description: 'Cannot be changed.' }),
    attributes: z
      .record(z.string().max(100), z.unknown())
      .default({})
      .openapi({ description: 'What the kind needs; `GET /discoveries/kinds` describes it. Secrets go by name.' }),
    customAttributes: attributeValues.default([]).openapi({
      description:
        'Values of custom attributes. Attributes that are not named lose their values; secrets that you send back masked stay.',
    }),
  })
  .openapi('DiscoveryRequest');

export const previewBody = discoveryBody
  .pick({ kind: true, attributes: true })
  .openapi('DiscoveryPreviewRequest', { description: 'Kind and attributes of a discovery, stored or not.' });

const attributeView = z
  .strictObject({ uuid: text, name: text, contentType: text, content: z.array(attributeContent) })
  .openapi('DiscoveryAttribute');

export const discoveryView = z
  .strictObject({
    uuid: text,
    name: text,
    description: text,
    kind: z.enum(discoveryKinds),
    connectorUuid: text,
    connectorName: text,
    attributes: z.record(text, z.unknown()),
    customAttributes: z.array(attributeView),
    createdAt: isoDate,
    status: z.enum(discoveryStatuses).nullable().openapi({ description: 'Of the latest run; null before the first.' }),
    message: text.nullable(),
    startTime: isoDate.nullable(),
    endTime: isoDate.nullable(),
    totalCertificateDiscovered: number.openapi({
      description: 'Different certificates that the latest run has found.',
    }),
    userUuid: text.nullable().openapi({ description: 'Who ran it last; before the first run, who made it.' }),
    lastRun: number.openapi({ description: 'Number of the latest run; 0 before the first.' }),
    revision: number,
  })
  .openapi('Discovery');

export const discoveryPage = page(discoveryView);

export function toDiscoveryView(discovery: Discovery): z.input<typeof discoveryView> {
  const { kind, customAttributes, createdAt, startTime, endTime, openRun: _openRun, ...others } = discovery;
  const { connectorUuid, connectorName } = kindsOfDiscovery[kind];
  return {
    ...others,
    ...{ kind, connectorUuid, connectorName },
    customAttributes: toAttributeList(customAttributes).map((value) => ({ ...value, content: [...value.content] })),
    createdAt: createdAt.toISOString(),
    startTime: startTime?.toISOString() ?? null,
    endTime: endTime?.toISOString() ?? null,
  };
}

const counts = z
  .strictObject({ pending: number, imported: number, known: number, ignored: number, failed: number })
  .openapi('DiscoveryRowCounts', { description: 'Different certificates, by what became of them.' });

export const runView = z
  .strictObject({
    number,
    discovery: text,
    discoveryName: besideOne,
    status: z.enum(discoveryStatuses),
    message: text.nullable(),
    startedBy: actorName,
    startedAt: isoDate,
    endedAt: isoDate.nullable(),
    cancelRequested: z.boolean(),
    progress: z
      .strictObject({
        done: number.openapi({ description: 'Targets, files or rows of the source that are dealt with.' }),
        total: number.nullable(),
        ratePerSecond: z.number().nullable(),
        secondsLeft: number.nullable().openapi({ description: 'Until the source is read, at the pace so far.' }),
      })
      .openapi('DiscoveryProgress'),
    certificates: counts,
    gaps: z.record(text, number).openapi({ description: 'What could not be read, counted by kind.' }),
    silentTargets: number.openapi({ description: 'Targets of ranges where nothing answers; they are no gaps.' }),
    workflowId: text,
  })
  .openapi('DiscoveryRun');
export const runPage = page(runView);

export interface RunFigures {
  readonly rows: RowCounts;
  readonly gaps: Readonly<Record<string, number>>;
  readonly now: Date;
}

export function toRunView(run: DiscoveryRun, { rows, gaps, now }: RunFigures): z.input<typeof runView> {
  const { done, total, rate, secondsLeft } = progressOf(run, now);
  const { number: no, discovery, status, message, by, startedAt, endedAt, cancelRequested, silent, workflowId } = run;
  return {
    ...{ number: no, discovery, status, message, startedBy: by, cancelRequested, workflowId },
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    progress: { done, total, ratePerSecond: rate, secondsLeft },
    certificates: rows,
    gaps: { ...gaps },
    silentTargets: silent,
  };
}

export const placeView = z
  .strictObject({
    host: text.optional(),
    port: number.optional(),
    sni: text.optional(),
    protocol: text.optional(),
    path: text.optional(),
    alias: text.optional(),
    role: text.optional(),
    findings: z.array(text).optional(),
  })
  .openapi('DiscoveryPlace');

export const rowView = z
  .strictObject({
    run: number,
    certificateUuid: text.nullable().openapi({ description: 'Of the stored certificate; null if it is not stored.' }),
    fingerprint: text,
    commonName: text.nullable(),
    serialNumber: text,
    issuerCommonName: text.nullable(),
    notBefore: isoDate.nullable(),
    notAfter: isoDate.nullable(),
    outcome: z.enum(rowOutcomes),
    newlyDiscovered: z.boolean(),
    processed: z.boolean(),
    ignored: z.boolean(),
    processedError: text.nullable(),
    firingId: text.nullable(),
    seenAt: isoDate,
    places: z.array(placeView),
  })
  .openapi('DiscoveryRow');
export const rowPage = page(rowView);

export function toRowView(row: DiscoveryRowDocument, run: number): z.input<typeof rowView> {
  const { certificateUuid, fingerprint, commonName, serialNumber, issuerCommonName, outcome, code, firingId } = row;
  const isStored = outcome === 'imported' || outcome === 'known';
  return {
    ...{ run, fingerprint, commonName, serialNumber, issuerCommonName, outcome },
    firingId: outcome === 'pending' ? null : firingId,
    certificateUuid: isStored ? certificateUuid : null,
    notBefore: row.notBefore?.toISOString() ?? null,
    notAfter: row.notAfter?.toISOString() ?? null,
    newlyDiscovered: outcome !== 'known',
    processed: outcome !== 'pending',
    ignored: outcome === 'ignored',
    processedError: outcome === 'failed' ? (code ?? 'internal') : null,
    seenAt: row.seenAt.toISOString(),
    places: row.places.map(({ findings, ...place }) => ({
      ...place,
      ...(findings === undefined ? {} : { findings: [...findings] }),
    })),
  };
}

export const gapView = z
  .strictObject({ run: number, kind: text, place: text, detail: text })
  .openapi('DiscoveryGap', { description: 'Something that could not be read.' });
export const gapPage = page(gapView);
