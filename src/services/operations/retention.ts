import { retentionStart } from '../../domain/values/retention';
import type { EndedOperation, OperationUpkeepStore } from '../../store/operations/upkeep';

export interface OperationRetentionDeps {
  readonly operations: Pick<OperationUpkeepStore, 'endedBefore' | 'remove'>;
  /** Of these certificates, those that are in the inventory. */
  readonly storedAmong: (certificates: readonly string[]) => Promise<ReadonlySet<string>>;
  /** ISO 8601 duration; null: for ever. */
  readonly retention: () => Promise<string | null>;
}

const pageSize = 200;

/**
 * Deletes operations that ended longer ago than their retention. What a certificate in the inventory came from stays: its
 * renewals go by the request that is kept in it. May be broken off and made again.
 */
export function createOperationRetention({ operations, storedAmong, retention }: OperationRetentionDeps) {
  return {
    /** @param isOver asked before each page: true breaks off. @returns how many have gone */
    async run(now: Date, isOver: () => boolean = () => false): Promise<number> {
      const before = retentionStart(await retention(), now);
      if (before === undefined) return 0;
      let removed = 0;
      let after: EndedOperation | undefined;
      do {
        if (isOver()) return removed;
        const page = await operations.endedBefore(before, after, pageSize);
        const stored = await storedAmong(page.flatMap(({ issuedCertificate }) => issuedCertificate ?? []));
        const old = page.filter(({ issuedCertificate: issued }) => issued === null || !stored.has(issued));
        removed += await operations.remove(old.map(({ uuid }) => uuid));
        after = page.length < pageSize ? undefined : page.at(-1);
      } while (after !== undefined);
      return removed;
    },
  };
}

export type OperationRetention = ReturnType<typeof createOperationRetention>;
