import type { Connection } from 'mongoose';
import type { Delivery, DeliveryOrigin } from '../../domain/notifications/delivery';
import { createDeliveryAttempts } from './delivery-attempts';
import { createDeliveryPlans } from './delivery-plans';
import { createDeliveryReads } from './delivery-reads';
import { deliveryRows } from './delivery-rows';

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;

/**
 * The delivery ledger. The key of a row is its `_id`, so a delivery exists once however often it is planned; a row is
 * sent by the one who holds its lease, and `delivered` is final.
 */
export function createDeliveryStore(db: Connection) {
  const rows = deliveryRows(db);
  return { ...createDeliveryPlans(rows), ...createDeliveryReads(rows), ...createDeliveryAttempts(rows) };
}

/** The rows of one action of a firing: by the action's key, else by its id. */
export function rowsOfAction(rows: readonly Delivery[], action: string): readonly Delivery[] {
  const by = (same: (origin: DeliveryOrigin) => boolean) => rows.filter(({ origins }) => origins.some(same));
  const byKey = by(({ actionKey }) => actionKey === action);
  return byKey.length > 0 ? byKey : by(({ actionId }) => actionId === action);
}
