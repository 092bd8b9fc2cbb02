import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CustomAttributeStore } from '../../store/attributes/custom-attributes';
import type { DeletedAttribute, DeletedAttributeStore } from '../../store/attributes/deleted-attributes';

const attributesAtOnce = 20;
const pageSize = 500;
/** Pages of one call, for all attributes together. */
const pagesAtOnce = 40;
/** What was decided before an attribute was deleted is stored by then. */
const onTheirWayMs = 300_000;

export interface EraseDeletedDeps {
  readonly deleted: Omit<DeletedAttributeStore, 'note'>;
  readonly definitions: Pick<CustomAttributeStore, 'byIds'>;
}

/**
 * Erases the values of deleted custom attributes from certificates, a bounded number of pages a call. An attribute is done
 * with once a walk found none that began when all that was on its way at the deletion had been stored. One whose definition
 * is still there was not deleted after all.
 */
export function createEraseDeleted({ deleted, definitions }: EraseDeletedDeps) {
  return async (now: Date): Promise<void> => {
    const attributes = await deleted.list(attributesAtOnce);
    if (attributes.length === 0) return;
    const present = new Set((await definitions.byIds(attributes.map(({ uuid }) => uuid))).map(({ uuid }) => uuid));
    let pages = pagesAtOnce;
    for (const attribute of attributes) {
      const isRecent = now.getTime() - attribute.deletedAt.getTime() < onTheirWayMs;
      if (!present.has(attribute.uuid)) pages -= await walk(attribute, pages, now);
      else if (!isRecent) await deleted.forget(attribute.uuid);
      if (pages <= 0) return;
    }
  };

  /** Gives how many pages it looked at. */
  async function walk(attribute: DeletedAttribute, most: number, now: Date): Promise<number> {
    let { position, found } = attribute;
    for (let pages = 1; pages <= most; pages += 1) {
      const { erased, next } = await deleted.erase(attribute.uuid, position, pageSize);
      found += erased;
      if (next === null) {
        await endWalk({ ...attribute, found }, now);
        return pages;
      }
      position = next;
      await nextTurn();
    }
    await deleted.keep({ ...attribute, position, found });
    return most;
  }

  async function endWalk(attribute: DeletedAttribute, now: Date): Promise<void> {
    const { uuid, found, walkBeganAt, deletedAt } = attribute;
    if (found === 0 && walkBeganAt.getTime() - deletedAt.getTime() >= onTheirWayMs) await deleted.forget(uuid);
    else await deleted.keep({ ...attribute, position: '', found: 0, walkBeganAt: now });
  }
}
