import { dedupKeyOf } from '../../delivery/channels/pager-duty';
import { deliveryKey, digestGroupKey, streamDeliveryKey } from '../../delivery/delivery-key';
import { renderNotice } from '../../delivery/templates/render';
import { personalLinkOf } from '../../domain/notifications/deciders';
import { untriedDelivery, type Delivery, type Incident, type Recipient } from '../../domain/notifications/delivery';
import type { ReplayOptions } from '../../domain/firings/replay-options';
import type { FollowingChange } from '../../domain/notifications/digest-item';
import { incidentChannels } from '../../domain/notifications/incidents';
import type { NoticeContext } from '../../domain/notifications/notice';
import type { DeliveryPace } from '../../domain/notifications/pace';
import type { Channel, NotificationProfile } from '../../domain/notifications/profile';
import { quietUntil } from '../../domain/notifications/quiet-hours';
import { eventLogFacts } from '../../domain/notifications/template-data';
import type { NewDigestItem } from '../../store/notifications/digest-items';
import type { ClaimedNotice, StreamSubject } from './streams';
import type { SendTurn } from './turns';

/** Ids only: what the message says is loaded by firing id and never enters a workflow's history. */
export interface OpenDeliveriesInput {
  readonly firingId: string;
  readonly event: string;
  /** Firing + trigger + action id: unique for the action of one firing. */
  readonly actionKey: string;
  readonly actionId: string;
  readonly triggerUuid: string;
  readonly profiles: readonly string[];
  /** Of a replay: what of it is sent. A person asked for it, so that no suppression holds it back or counts it. */
  readonly replay?: ReplayOptions['notifications'];
}

/** A certificate that a digest tells of. `following`: whose status followed from what became of a CA. */
export interface CollectedSubject extends Pick<StreamSubject, 'certificate' | 'notAfter'> {
  readonly following?: FollowingChange;
}

/**
 * Rows of the ledger for a plan: rendered once a channel, held while it is quiet. Only administrators are shown the way
 * to the run, because it leads into the engine's own console.
 */
export function toDeliveries(
  input: OpenDeliveriesInput,
  profile: NotificationProfile,
  notice: NoticeContext,
  { plan, notice: claim, cycle }: SendTurn,
  now: Date,
  pace: Pick<DeliveryPace, 'giveUpMs'>,
): Delivery[] {
  // Held, never dropped: the end of the quiet hours is when the first attempt is due.
  const heldUntil = profile.quietHours === null ? null : quietUntil(profile.quietHours, now);
  const rendered = new Map<string, Delivery['message']>();
  const incident = incidentOf(profile.uuid, notice, claim, cycle);
  return plan.deliveries.map(({ channel, recipient, forAdministrator = false, decider }) => {
    const personal = decider === undefined ? undefined : personalLinkOf(notice.envelope, decider, notice.pageUrl, now);
    const form = `${channel} ${forAdministrator} ${personal !== undefined}`;
    const opened = incidentChannels.includes(channel) ? incident : undefined;
    const message = rendered.get(form) ?? {
      ...renderNotice(profile, channel, {
        ...notice,
        ...(forAdministrator ? {} : { runUrl: null }),
        ...(personal === undefined ? {} : { decides: true }),
      }),
      envelope: notice.envelope,
      facts: eventLogFacts(notice),
      ...(opened === undefined ? {} : { dedupKey: opened.key }),
    };
    rendered.set(form, message);
    return {
      ...identityOf(input, profile, notice, claim, channel, recipient),
      eraseWhenDone: notice.rejected,
      message: personal === undefined ? message : { ...message, personal },
      ...(opened === undefined ? {} : { incident: opened }),
      ...untriedDelivery(now, heldUntil, pace.giveUpMs),
    };
  });
}

/** The same for a plan whose notices wait for the digest of their scan. */
export function toDigestItems(
  input: OpenDeliveriesInput,
  profile: NotificationProfile,
  notice: NoticeContext,
  { plan, notice: claim }: SendTurn,
  { certificate, notAfter, following }: CollectedSubject,
  now: Date,
): NewDigestItem[] {
  return plan.deliveries.map(({ channel, recipient }) => ({
    ...identityOf(input, profile, notice, claim, channel, recipient),
    certificate,
    notAfter,
    cycle: claim?.cycle ?? null,
    step: claim?.step ?? null,
    number: claim?.number ?? null,
    ...(following === undefined ? {} : { following }),
    state: 'waiting' as const,
    deliveryId: null,
    digest: null,
    takenAt: null,
    createdAt: now,
    group: digestGroupKey({ profile: profile.uuid, channel, recipient, issuer: following?.issuer.id }),
  }));
}

/** Who asked for a notice, and to whom it goes. */
function identityOf(
  input: OpenDeliveriesInput,
  { uuid: profile, version: profileVersion }: NotificationProfile,
  notice: NoticeContext,
  claim: ClaimedNotice | null,
  channel: Channel,
  recipient: Recipient,
) {
  const { firingId, event, triggerUuid: trigger, actionId, actionKey } = input;
  const id = keyOf(input, profile, notice, claim, channel, recipient);
  const origins = [{ trigger, actionId, actionKey }];
  return { id, firingId, event, origins, profile, profileVersion, channel, recipient };
}

/** What a notice of a monitoring event opens where incidents are kept: one for each step of a cycle. */
function incidentOf(
  profile: string,
  { certificate }: NoticeContext,
  claim: ClaimedNotice | null,
  cycle: number | null,
): Incident | undefined {
  if (certificate === null || cycle === null) return undefined;
  const { uuid: object } = certificate;
  const key = dedupKeyOf({ profile, object, cycle, step: claim?.step ?? null });
  return { action: 'trigger', certificate: object, cycle, key };
}

function keyOf(
  { firingId, event }: OpenDeliveriesInput,
  profile: string,
  { envelope }: NoticeContext,
  claim: ClaimedNotice | null,
  channel: Channel,
  recipient: Recipient,
): string {
  if (claim === null || envelope.objectUuid === null) return deliveryKey({ firingId, profile, channel, recipient });
  return streamDeliveryKey({ profile, event, subject: envelope.objectUuid, ...claim, channel, recipient });
}
