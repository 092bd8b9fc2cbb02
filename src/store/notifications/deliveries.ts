import type { Connection } from 'mongoose';
import { createDeliveryAttempts } from './delivery-attempts';
import { createDeliveryPlans } from './delivery-plans';
import { createDeliveryReads } from './delivery-reads';
import type { SealedFields } from '../database/sealed-fields';
import { createDeliveryForm, deliveryRows } from './delivery-rows';

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;

/**
 * The delivery ledger. The key of a row is its `_id`, so a delivery exists once however often it is planned; a row is
 * sent by the one who holds its lease, and `delivered` is final.
 */
export function createDeliveryStore(db: Connection, sealed?: SealedFields) {
  const [rows, form] = [deliveryRows(db), createDeliveryForm(sealed)];
  return {
    ...createDeliveryPlans(rows, form),
    ...createDeliveryReads(rows, form),
    ...createDeliveryAttempts(rows, form),
  };
}
