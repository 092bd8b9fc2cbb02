import { rowsOfAction, summarizeDeliveries, type DeliverySummary } from '../../domain/notifications/delivery';
import { defaultPace } from '../../domain/notifications/pace';
import type { SendRound } from '../../domain/notifications/send-round';
import type { DeliveryStore } from '../../store/notifications/deliveries';
import type { NotificationProfileStore } from '../../store/notifications/profiles';
import type { Work } from '../work/work';
import type { OpenDeliveriesInput } from './delivery-rows';
import { createOpenDeliveries, type OpenDeliveriesDeps, type OpenedDeliveries } from './open-deliveries';
import { createSendDeliveries, type SendDeliveriesDeps } from './send-deliveries';
import type { NoticeStreams } from './streams';
import { createNoticeTurns, type NoticeTurnDeps } from './turns';

/** Notices of a firing: who gets one, the rounds of sending, and what came of it. All of it may be done twice. */
export interface Notices {
  openDeliveries(input: OpenDeliveriesInput): Promise<OpenedDeliveries>;
  sendDeliveries(ids: readonly string[], work: Pick<Work, 'signal' | 'heartbeat'>): Promise<SendRound>;
  /**
   * `action` is the action's key, or its id where the id is unique in the firing. `collected`: notices of the event may
   * be in digests.
   */
  summarizeAction(firingId: string, action: string, collected?: boolean): Promise<DeliverySummary>;
  /** The notice streams that a firing has claims in, brought to what the ledger says. */
  refreshStreams(certificate: string, firingId: string): Promise<void>;
}

type Wired = 'turns' | 'deliveries' | 'profiles' | 'pace' | 'spread';

export type NoticeDeps = Omit<OpenDeliveriesDeps, Wired> &
  Omit<SendDeliveriesDeps, Wired> &
  Pick<NoticeTurnDeps, 'people'> &
  Partial<Pick<SendDeliveriesDeps, 'pace' | 'spread'>> & {
    readonly profiles: Pick<NotificationProfileStore, 'find' | 'findMany'>;
    readonly deliveries: DeliveryStore;
    readonly streams: Pick<NoticeStreams, 'takeTurn' | 'refreshFromLedger'>;
  };

export function createNotices({ pace = defaultPace, spread = Math.random, ...deps }: NoticeDeps): Notices {
  return {
    openDeliveries: createOpenDeliveries({ ...deps, pace, turns: createNoticeTurns(deps) }),
    sendDeliveries: createSendDeliveries({ ...deps, pace, spread }),

    async summarizeAction(firingId, action, collected = false) {
      const rows = await (collected ? deps.digests : deps.deliveries).findByFiring(firingId);
      return summarizeDeliveries(rowsOfAction(rows, action));
    },

    refreshStreams: (certificate, firingId) => deps.streams.refreshFromLedger(certificate, firingId),
  };
}
