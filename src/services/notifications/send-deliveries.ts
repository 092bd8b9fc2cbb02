import { attemptDelivery, type AttemptDeps, type AttemptOutcome, type DeliveryLedger } from '../../delivery/attempt';
import type { DecisionLink } from '../../delivery/personal-link';
import type { ChannelSenders } from '../../delivery/channels/channel';
import type { DeliveryPace } from '../../domain/notifications/pace';
import type { Channel, NotificationProfile } from '../../domain/notifications/profile';
import { roundOf, type SendRound } from '../../domain/notifications/send-round';
import type { DeliveryStore } from '../../store/notifications/deliveries';
import type { NotificationProfileStore } from '../../store/notifications/profiles';
import { inLanes } from '../../domain/values/lanes';
import { withHeartbeats, type Work } from '../work/work';

export interface SendDeliveriesDeps {
  readonly profiles: Pick<NotificationProfileStore, 'find'>;
  readonly deliveries: DeliveryLedger & Pick<DeliveryStore, 'findProgress'>;
  readonly senders: ChannelSenders;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly pace: DeliveryPace;
  /** 0..1, spreads repeats. */
  readonly spread: () => number;
  readonly decisionLink?: DecisionLink;
  readonly countAttempt?: (channel: Channel, outcome: AttemptOutcome) => void;
}

/** Attempts of one round that are on their way at the same time. */
const attemptsAtOnce = 50;
const heartbeatMs = 4_000;

/** One round of sending: an attempt at each of these that is due and that nobody else has. */
export function createSendDeliveries(deps: SendDeliveriesDeps) {
  return async function sendDeliveries(
    ids: readonly string[],
    { signal, heartbeat }: Pick<Work, 'signal' | 'heartbeat'>,
  ): Promise<SendRound> {
    const attempt = attemptDeps(deps);
    const owner = deps.newId();
    await withHeartbeats(
      () => heartbeat(),
      heartbeatMs,
      () => inLanes(new Set(ids), attemptsAtOnce, (id) => attemptDelivery(attempt, id, owner, signal)),
    );
    return roundOf(await deps.deliveries.findProgress(ids));
  };
}

/** A round reads each profile once. */
function attemptDeps({
  profiles,
  deliveries,
  senders,
  now,
  pace,
  spread,
  decisionLink,
  countAttempt,
}: SendDeliveriesDeps): AttemptDeps {
  const read = new Map<string, Promise<NotificationProfile | undefined>>();
  return {
    ...{ ledger: deliveries, senders, now, pace, spread },
    profile(uuid) {
      const found = read.get(uuid) ?? profiles.find(uuid).then((row) => row ?? undefined);
      read.set(uuid, found);
      return found;
    },
    ...(decisionLink === undefined ? {} : { decisionLink }),
    ...(countAttempt === undefined ? {} : { onRecorded: countAttempt }),
  };
}
