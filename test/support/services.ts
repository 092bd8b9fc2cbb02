import type { StartableDefinition } from '../../src/domain/builder/event-definition';
import { attributeDefinition } from './attribute-definition';
import { mongo } from 'mongoose';
import type { Action } from '../../src/domain/actions/action';
import type { CertificateFacts, CertificateRecord } from '../../src/domain/certificates/certificate';
import type { CertificateHistoryEntry } from '../../src/domain/certificates/history';
import { pendingCertificate } from '../../src/domain/certificates/pending';
import type { Condition } from '../../src/domain/conditions/tree';
import { events, type EventCode } from '../../src/domain/events/catalogue';
import { certificateFiringSubject, type FiringSubject } from '../../src/domain/firings/subject';
import { systemActor } from '../../src/domain/identity/actor';
import { administratorRole } from '../../src/domain/identity/roles';
import { permissions } from '../../src/domain/identity/permissions';
import { defaultPlatformSettings } from '../../src/domain/settings/platform';
import { defaultEventSettings } from '../../src/domain/triggers/event-settings';
import { platformPlace } from '../../src/domain/triggers/place';
import type { SetPlace, Trigger, TriggerSet } from '../../src/domain/triggers/trigger';
import type { Fired, Occurrence } from '../../src/services/firings/occurrence';
import type { CountedFiring } from '../../src/services/firings/counts';
import { createPipeline } from '../../src/services/firings/pipeline';
import { createRulesOfEvents, type RulesDeps } from '../../src/services/firings/rules';
import type { UploadRequest } from '../../src/services/uploads/claims';
import type { UploadOccurrence } from '../../src/services/uploads/pending-uploads';
import type { Admission } from '../../src/services/uploads/verdicts';
import type { CertificateDocument } from '../../src/store/certificates/certificates';
import { uploadFiringId } from '../../src/store/database/derived-ids';
import type { FiringDocument } from '../../src/store/firings/firings';
import type { NoticePayload } from '../../src/store/firings/notice-payloads';
import type { DirectorySnapshot } from '../../src/store/identity/directory';
import type { Snapshot } from '../../src/store/triggers/snapshots';
import type { UploadDocument } from '../../src/store/uploads/upload-rows';
import type { ParsedItem } from '../../src/x509/parse-upload';

/** What unit tests of services stand on: rules, rows and stores in memory. */

export const at = new Date('2030-01-01T00:00:00Z');
export const admin = { uuid: 'u-admin', name: 'ada' };

export const attribute = attributeDefinition({
  uuid: 'a-site',
  label: 'site',
  resources: ['certificates', 'discoveries'],
});

export const setSite = (text: string): Partial<Action> => ({
  type: 'setCustomAttribute',
  attribute: 'site',
  content: [{ data: text }],
});
export const tell: Partial<Action> = { type: 'sendNotification', profiles: ['p-1'] };
export const leaf = (field: string, operator: string, value?: unknown) =>
  ({ source: 'property', field, operator, ...(value === undefined ? {} : { value }) }) as Condition;

let made = 0;
export function triggerOf(
  event: EventCode,
  kind: Trigger['kind'],
  condition: Condition | null,
  actions: readonly Partial<Action>[] = [],
): Trigger {
  made += 1;
  return {
    uuid: `t-${made}`,
    name: `trigger ${made}`,
    description: '',
    event,
    kind,
    enabled: true,
    condition,
    actions: actions.map(
      (action, index) => ({ id: `x${index}`, enabled: true, onError: 'continue', ...action }) as Action,
    ),
    notificationProfiles: [],
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
}

/** Rules out of memory: the sets of each place, one user who may do everything, one custom attribute. */
export function rulesInMemory(
  sets: readonly { readonly triggers: readonly Trigger[]; readonly place?: SetPlace }[] = [],
  directory: Partial<DirectorySnapshot> = {},
  definitions: readonly StartableDefinition[] = [],
) {
  const kept: Snapshot[] = [];
  const administrator = {
    ...{ uuid: admin.uuid, username: admin.name, displayName: '', email: null, groups: [] },
    ...{ roles: [administratorRole], enabled: true, revision: 1 },
  };
  const role = { uuid: administratorRole, name: 'all', description: '', permissions, builtIn: true, revision: 1 };
  const snapshot: DirectorySnapshot = {
    users: new Map([[admin.uuid, administrator]]),
    usersByName: new Map(),
    roles: new Map([[role.uuid, role]]),
    rolesByName: new Map(),
    groups: new Map(),
    groupsByName: new Map(),
    raProfiles: new Map(),
    raProfilesByName: new Map(),
    attributes: new Map([[attribute.uuid, attribute]]),
    attributesByName: new Map([[attribute.name, attribute]]),
    ...directory,
  };
  const setsOf = (event: EventCode): TriggerSet[] =>
    sets.flatMap(({ triggers, place = platformPlace }) => {
      const entries = (kind: Trigger['kind']) =>
        triggers
          .filter((trigger) => trigger.event === event && trigger.kind === kind)
          .map(({ uuid }) => ({ trigger: uuid, configuredBy: admin.uuid, configuredAt: at }));
      const own = { ignore: entries('ignore'), actions: entries('action') };
      return [{ event, place, revision: 1, updatedAt: at, ...own } as TriggerSet];
    });
  const configurations = new Map(
    (Object.keys(events) as EventCode[]).map((event) => [
      event,
      {
        sets: setsOf(event),
        triggers: sets.flatMap(({ triggers }) => triggers).filter((trigger) => trigger.event === event),
        settings: defaultEventSettings(event),
        revision: 1,
      },
    ]),
  );
  const deps: RulesDeps = {
    triggerConfiguration: { load: async (event) => configurations.get(event)! },
    directory: { snapshot: async () => snapshot },
    settings: { get: async () => ({ values: defaultPlatformSettings, revision: 0 }) },
    snapshots: {
      save: async (one) => void kept.push(one),
      load: async (id) => kept.find((one) => one.id === id)?.resolved ?? null,
    },
    startableDefinitions: { ofEvent: async () => definitions },
  };
  return { deps, kept, snapshot };
}

/** Stores of firings that keep their rows in memory, and a pipeline over them. */
export function pipelineInMemory(rules: RulesDeps = rulesInMemory().deps) {
  const firings = new Map<string, FiringDocument>();
  const notices = new Map<string, NoticePayload>();
  const history = new Map<string, CertificateHistoryEntry>();
  const counted: CountedFiring[] = [];
  const faults: unknown[] = [];
  const stores = {
    firings: {
      async insert(rows: readonly FiringDocument[]) {
        const there = new Set(rows.flatMap(({ _id }, index) => (firings.has(_id) ? index : [])));
        for (const row of rows) if (!firings.has(row._id)) firings.set(row._id, row);
        return there;
      },
      load: async (ids: readonly string[]) => ids.flatMap((id) => firings.get(id) ?? []),
      remove: async (ids: readonly string[]) => ids.forEach((id) => firings.delete(id)),
    },
    noticePayloads: {
      save: async (rows: readonly NoticePayload[]) => rows.forEach((row) => notices.set(row._id, row)),
      erase: async (ids: readonly string[]) => ids.forEach((id) => notices.delete(id)),
    },
    history: {
      add: async (entries: readonly CertificateHistoryEntry[]) => entries.forEach((one) => history.set(one.id, one)),
      remove: async (ids: readonly string[]) => ids.forEach((id) => history.delete(id)),
    },
  };
  const logger = { info: () => undefined, warn: () => undefined, error: (fields: unknown) => void faults.push(fields) };
  const pipeline = createPipeline({
    rules: createRulesOfEvents(rules),
    stores,
    counts: { closed: (firing) => void counted.push(firing) },
    logger,
    now: () => at,
    steadyClock: () => 0,
  });
  return { pipeline, stores, logger, firings, notices, history, counted, faults };
}

/** Nothing that the history of certificates is still to say. */
export const nothingDue = { find: async () => [], settle: async () => undefined };

export const run = { workflowId: 'w', runId: 'r' };

export function occurrenceOf<S extends FiringSubject>(
  key: string,
  subject: () => S,
  more: Partial<Occurrence<S>> = {},
): Occurrence<S> {
  const fixed = { requestAttributes: {}, uploadId: null, decidedWith: null };
  return { key, subject, occurredAt: at, actor: systemActor, ...fixed, ...more };
}

/** Occurrences as a batch of the pipeline has them once they are decided. */
export function firedOf<O extends Occurrence>(
  event: EventCode,
  occurrences: readonly O[],
  triggers: readonly Trigger[] = [],
): Promise<readonly Fired<O>[]> {
  const { pipeline } = pipelineInMemory(rulesInMemory([{ triggers }]).deps);
  const store = async (batch: readonly Fired<O>[]) => batch;
  return pipeline.fire({ event, subjects: async () => occurrences, payload: () => ({}), store, close: store }, run);
}

export function factsOf(name: string): CertificateFacts {
  return {
    commonName: name,
    subjectDn: `CN=${name}`,
    issuerDn: 'CN=ca',
    serialNumber: '01',
    fingerprint: `fp-${name}`,
    spkiSha256: `key-${name}`,
    keyAlgorithm: 'rsa',
    keySize: 2048,
    curve: null,
    subjectAlternativeNames: [],
    subjectAttributes: [],
    issuerAttributes: [],
    extensions: [],
    basicConstraints: null,
    selfSigned: false,
    notBefore: at,
    notAfter: new Date(at.getTime() + 86_400_000),
  } as unknown as CertificateFacts;
}

export function certificateOf(name: string, more: Partial<CertificateRecord> = {}): CertificateRecord {
  const entry = { uuid: `c-${name}`, owner: null, source: 'upload', uploadedBy: null, now: at } as const;
  return { ...pendingCertificate(factsOf(name), entry), ...more };
}

export function uploadRow(name: string, more: Partial<UploadDocument> = {}): UploadDocument {
  return {
    _id: name,
    kind: 'single',
    index: 0,
    total: null,
    mode: 'sync',
    accepted: false,
    status: 'processing',
    uploader: { uuid: 'u-1', name: 'ursula' },
    authMethod: 'apiKey',
    requestId: 'r-1',
    createdAt: at,
    finishedAt: null,
    activeFingerprint: `fp-${name}`,
    fingerprint: `fp-${name}`,
    certificateUuid: `c-${name}`,
    code: null,
    matchedTriggers: [],
    actionErrors: 0,
    warnings: [],
    expiresAt: at,
    ...more,
  };
}

/** An open upload on its way to a firing. */
export function uploadOccurrence(name: string, row: Partial<UploadDocument> = {}): UploadOccurrence {
  const subject = () => Object.assign(certificateFiringSubject(certificateOf(name)), { der: Buffer.from(name) });
  return { ...occurrenceOf(`${name}.0`, subject), row: uploadRow(name, row) };
}

export function uploadAdmission(name: string, more: Partial<Admission> = {}): Admission {
  const ids = { uploadId: name, firingId: uploadFiringId(name), row: uploadRow(name) };
  return { ...ids, verdict: 'ignored', warnings: [], hasEffects: false, isNew: true, ...more };
}

export function certificateDocument(name: string): CertificateDocument {
  const { uuid, ...facts } = certificateOf(name);
  return { _id: uuid, der: new mongo.Binary(Buffer.from(name)), createdBy: null, admission: null, ...facts };
}

export const parsedItem = (name: string): ParsedItem => ({
  index: 0,
  certificate: { facts: factsOf(name), der: Buffer.from(name) },
  warnings: [],
});

export function uploadRequest(items: readonly ParsedItem[], more: Partial<UploadRequest> = {}): UploadRequest {
  return {
    items,
    attributes: {},
    mode: 'sync',
    isShared: false,
    uploader: { uuid: 'u-1', name: 'ursula' },
    authMethod: 'apiKey',
    requestId: 'r-1',
    uploadId: 'up',
    recordRequest: async () => undefined,
    waitMs: 0,
    onAsked: () => undefined,
    ...more,
  };
}
