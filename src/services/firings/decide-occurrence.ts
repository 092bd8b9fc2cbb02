import { events, type EventCode } from '../../domain/events/catalogue';
import { hasParticulars, particularsOf } from '../../domain/events/particulars';
import { envelopeOf, type PayloadFacts } from '../../domain/events/payloads';
import { chainTooDeep, depthBehind, isChainTooDeep, longestChain } from '../../domain/firings/cause';
import type { Decision } from '../../domain/firings/decide';
import { withoutNotifications } from '../../domain/firings/replay';
import { includable } from '../../domain/notifications/included';
import { firingIdOf } from '../../store/database/derived-ids';
import type { FiringDocument } from '../../store/firings/firings';
import type { NoticePayload } from '../../store/firings/notice-payloads';
import type { ServiceLogger } from '../logger';
import { decideSubject } from './decide-subject';
import type { CarryingRun, Fired, FiringEvent, Occurrence, SubjectOf } from './occurrence';
import { toFiring, withoutDetails } from './record';
import { unplaced, type FiringRules, type ReadySetsOf } from './rules';

const dayMs = 86_400_000;
/** Notices go when their deliveries end, at the latest then. Those of monitoring events may be held for digests. */
const noticeLifeMs = { monitoring: 9 * dayMs, other: 3 * dayMs };

export interface BatchContext {
  readonly rules: FiringRules;
  /** By snapshot id: the sets that earlier attempts were decided with. */
  readonly recorded: ReadonlyMap<string, ReadySetsOf>;
  readonly run: CarryingRun;
  readonly startedAt: Date;
  readonly now: () => Date;
  /** Milliseconds of a steady clock. */
  readonly steadyClock: () => number;
  readonly logger: ServiceLogger;
}

/** Decides one occurrence; a fault outside any trigger makes a failed firing, which keeps no detail of the subject. */
export function decideOccurrence<O extends Occurrence>(
  event: Pick<FiringEvent<O, unknown>, 'event' | 'payload'>,
  occurrence: O,
  context: BatchContext,
): Fired<O> {
  const { rules, run, startedAt } = context;
  const firingId = firingIdOf(event.event, occurrence.key);
  const { cause } = occurrence;
  const causeDepth = depthBehind(cause);
  let sets = recordedOf(occurrence, context) ?? rules.setsOf(unplaced);
  const facts = () => ({
    firingId,
    occurrenceKey: occurrence.key,
    event: event.event,
    resource: events[event.event].resource,
    actor: occurrence.actor,
    causedBy: cause?.firingId ?? null,
    causeDepth,
    uploadId: occurrence.uploadId,
    occurredAt: occurrence.occurredAt,
    startedAt,
    decidedAt: context.now(),
    snapshotId: sets.snapshotId,
    policy: sets.sets.policy,
    workflowId: run.workflowId,
    runId: run.runId,
  });
  try {
    const subject = occurrence.subject(rules) as SubjectOf<O>;
    const { categories, discovery } = subject;
    if (isChainTooDeep(causeDepth)) {
      const message = `${chainTooDeep}: ${longestChain} firings led to this one, so nothing follows from it`;
      const object = events[event.event].admits || subject.isUnstored === true ? null : subject.uuid;
      const firing = toFiring({ ...facts(), decision: null, objectUuid: object, objectName: subject.name, message });
      return { occurrence, firing, sets, decided: null, notice: null };
    }
    sets =
      recordedOf(occurrence, context) ??
      rules.setsOf({ groups: categories.groups, raProfile: categories.raProfile, discovery: discovery ?? null });
    const particulars = toldBy(event, occurrence, subject, rules);
    const asked = decideSubject(rules, subject, sets, { ...occurrence, particulars }, context.steadyClock);
    const decision = occurrence.replay?.notifications === 'none' ? withoutNotifications(asked) : asked;
    const { isStored, isConcealed } = fateOf(event.event, decision, occurrence);
    const decided = { subject, decision };
    const firing = toFiring({
      ...facts(),
      decision: isConcealed ? withoutDetails(decision) : decision,
      objectUuid: isStored && subject.isUnstored !== true ? subject.uuid : null,
      objectName: isStored ? subject.name : null,
      special: { ...replayed(occurrence), ...(isStored ? remembered(occurrence, particulars) : {}) },
    });
    const notice = decision.effects.length === 0 ? null : noticeOf(event, occurrence, firingId, decided, context);
    return { occurrence, firing, sets, decided, notice };
  } catch (error) {
    context.logger.error({ err: error, event: event.event, firingId }, 'a firing could not be carried out');
    const name = error instanceof Error ? error.name : 'Error';
    const message = `the firing could not be carried out (${name}); see the worker's log`;
    const special = replayed(occurrence);
    const firing = toFiring({ ...facts(), decision: null, objectUuid: null, objectName: null, message, special });
    return { occurrence, firing, sets, decided: null, notice: null };
  }
}

function recordedOf({ decidedWith }: Occurrence, { recorded }: BatchContext): ReadySetsOf | undefined {
  return decidedWith === null ? undefined : recorded.get(decidedWith);
}

function replayed({ replay }: Occurrence): Partial<Pick<FiringDocument, 'replayOf' | 'replay'>> {
  if (replay === undefined) return {};
  const { of, triggers, notifications } = replay;
  return { replayOf: of, replay: { triggers, notifications } };
}

/** What the event tells beside its subject, whatever triggers make of that. */
function toldBy<O extends Occurrence>(
  { event, payload }: Pick<FiringEvent<O, unknown>, 'event' | 'payload'>,
  occurrence: O,
  subject: SubjectOf<O>,
  { directory }: FiringRules,
): PayloadFacts | undefined {
  if (!hasParticulars(event)) return undefined;
  const { categories, uuid } = subject;
  return particularsOf(event, payload({ occurrence, subject, categories, objectUuid: uuid, directory }));
}

/** What a replay could not find out again. */
function remembered(
  { requestAttributes }: Occurrence,
  particulars: PayloadFacts | undefined,
): Partial<Pick<FiringDocument, 'particulars' | 'requestAttributes'>> {
  const given = Object.keys(requestAttributes);
  return {
    ...(given.length === 0 ? {} : { requestAttributes: given }),
    ...(particulars === undefined ? {} : { particulars }),
  };
}

/** What is ignored on its way in is never stored; of an upload nothing is told then. */
function fateOf(
  event: EventCode,
  { outcome }: Decision,
  { replay }: Occurrence,
): { readonly isStored: boolean; readonly isConcealed: boolean } {
  const { admits, concealsIgnored } = events[event];
  const isIgnored = outcome === 'ignored' && replay === undefined;
  return { isStored: !(isIgnored && admits), isConcealed: isIgnored && concealsIgnored };
}

function noticeOf<O extends Occurrence>(
  { event, payload }: Pick<FiringEvent<O, unknown>, 'event' | 'payload'>,
  occurrence: O,
  firingId: string,
  { subject, decision }: NonNullable<Fired<O>['decided']>,
  { rules, startedAt }: BatchContext,
): NoticePayload {
  const { resource, monitoring } = events[event];
  const { isStored, isConcealed } = fateOf(event, decision, occurrence);
  const { occurredAt, actor, issuerChange } = occurrence;
  const categories = decision.outcome === 'ignored' ? subject.categories : decision.categories;
  const objectUuid = isStored && subject.isUnstored !== true ? subject.uuid : null;
  const told = { occurrence, subject, categories, objectUuid, directory: rules.directory };
  // The database erases by its own clock.
  const from = Math.max(Date.now(), startedAt.getTime(), occurredAt.getTime());
  const isCertificate = resource === 'certificates';
  return {
    _id: firingId,
    envelope: envelopeOf({ event, firingId, occurredAt, objectUuid }, payload(told)),
    rejected: isConcealed,
    actor,
    certificateUuid: isCertificate ? objectUuid : null,
    ...(isCertificate || isConcealed ? {} : { subject: includable({ ...subject, attributes: categories.attributes }) }),
    ...(issuerChange === undefined ? {} : { issuerChange }),
    ownerUuid: categories.owner,
    groupUuids: categories.groups,
    expiresAt: new Date(from + noticeLifeMs[monitoring ? 'monitoring' : 'other']),
  };
}
