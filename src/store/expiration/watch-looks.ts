import type { mongo } from 'mongoose';
import type { NextLook } from '../../domain/expiration/next-look';
import { quietKinds, type QuietKind } from '../../domain/expiration/quiet';
import type { ExpirationWatch } from '../../domain/expiration/watch';
import { groupBy } from '../../domain/values/group-by';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';
import { atOnce, newRow, touching, type WatchDocument } from './watch-rows';

/** What a scan has found: how hours go on until the next look. */
export interface LookedAt {
  readonly certificate: string;
  /** As it was read before; what has changed since is looked at again. */
  readonly seen: Pick<ExpirationWatch, 'touches' | 'quietRepeats' | 'lastFiredAt' | 'slot'> | undefined;
  readonly look: NextLook;
  /** This hour counts as one more firing. */
  readonly isFolded: boolean;
}

/** The last watch that was read of those that are to be looked at. */
export interface LookCursor {
  readonly kind: QuietKind;
  readonly lookAt: Date;
  readonly certificate: string;
}

export interface DueLook extends LookCursor {
  /** The clock of the scan that looked last; null before the first. */
  readonly lookedAt: Date | null;
}

/** What watches say of when to look, and of how hours go on until then. */
export function createWatchLooks(
  rows: mongo.Collection<WatchDocument>,
  ensure: (certificates: readonly string[]) => Promise<number>,
) {
  return {
    /**
     * What a scan has found. A look that did not see the latest change leaves the watch to the next scan. Doing it again
     * changes nothing.
     */
    async looked(found: readonly LookedAt[], slot: Date, at: Date): Promise<void> {
      const known = found.filter(({ seen }) => seen !== undefined);
      const fresh = found.filter(({ seen }) => seen === undefined);
      if (fresh.length > 0) {
        await insertIgnoringDuplicates(
          rows,
          fresh.map(({ certificate, look }) => ({ ...newRow(certificate), ...quietOf(look, at) })),
        );
      }
      for (const alike of groupBy(known, likeness).values()) {
        const { seen, look, isFolded } = alike[0]!;
        const unseen = seen!.touches === 0 ? { $in: [null, 0] as number[] } : seen!.touches;
        await rows.updateMany(
          {
            _id: { $in: alike.map(({ certificate }) => certificate) },
            touches: unseen,
            ...(isFolded ? { slot: { $ne: slot } } : {}),
          },
          {
            $set: {
              ...quietOf(look, at),
              ...(isFolded ? { slot, lastFiredAt: at } : {}),
              ...(!isFolded && seen!.quietRepeats > 0 ? { slot: seen!.slot, lastFiredAt: seen!.lastFiredAt } : {}),
            },
            $inc: { repeatCount: seen!.quietRepeats + (isFolded ? 1 : 0) },
          },
        );
      }
    },

    /** These fire in this scan, or in the next: it does not count as one that found nothing, and the next one looks. */
    async unsettled(certificates: readonly string[], at: Date): Promise<void> {
      if (certificates.length === 0) return;
      await ensure(certificates);
      await rows.updateMany(
        { _id: { $in: [...certificates] } },
        { $min: { quietUntil: at }, $set: { lookAt: atOnce } },
      );
    },

    /** All that were quiet, and that the scan at `at` did not come to although it looked at everything: they are outside now. */
    async passedBy(at: Date): Promise<void> {
      for (const kind of quietKinds) {
        await rows.updateMany(
          { quiet: kind, lookAt: { $gt: at }, quietFrom: { $lt: at } },
          { $set: { lookAt: atOnce, quietUntil: at }, $inc: { touches: 1 } },
        );
      }
      // Of an earlier release, and fired by this scan: without a kind none of those that follow would come to it.
      await rows.updateMany({ quiet: null as unknown as QuietKind }, { $set: { quiet: 'none' } });
    },

    /** Something that looks depend on has changed: the next scan looks at these. */
    async touch(certificates: readonly string[]): Promise<void> {
      if (certificates.length === 0) return;
      await ensure(certificates);
      await rows.updateMany({ _id: { $in: [...certificates] } }, touching);
    },

    /** A page of those that are to be looked at by `at`, in the order of kind and time. */
    async due(at: Date, after: LookCursor | null, limit: number): Promise<DueLook[]> {
      const page: DueLook[] = [];
      const kinds = after === null ? quietKinds : quietKinds.slice(quietKinds.indexOf(after.kind));
      for (const kind of kinds) {
        const behind = after?.kind === kind ? after : null;
        const find = async (filter: mongo.Filter<WatchDocument>) => {
          if (page.length >= limit) return;
          const found = await rows
            .find({ quiet: kind, ...filter }, { projection: { lookAt: 1, quietFrom: 1 } })
            .sort({ lookAt: 1, _id: 1 })
            .limit(limit - page.length)
            .toArray();
          for (const { _id, lookAt, quietFrom } of found)
            page.push({ kind, lookAt: lookAt!, certificate: _id, lookedAt: quietFrom ?? null });
        };
        if (behind !== null) await find({ lookAt: behind.lookAt, _id: { $gt: behind.certificate } });
        await find({ lookAt: { ...(behind === null ? {} : { $gt: behind.lookAt }), $lte: at } });
        if (page.length >= limit) break;
      }
      return page;
    },

    /** How many need no look at `at`, by kind. */
    async countQuiet(at: Date): Promise<Readonly<Record<QuietKind, number>>> {
      const counts = await Promise.all(
        quietKinds.map(
          async (kind) => [kind, await rows.countDocuments({ quiet: kind, lookAt: { $gt: at } })] as const,
        ),
      );
      return Object.fromEntries(counts) as Record<QuietKind, number>;
    },
  };
}

function quietOf({ kind, until }: NextLook, at: Date) {
  return { quiet: kind, lookAt: until, quietFrom: at, quietUntil: until ?? at };
}

/** Watches that are written alike. */
function likeness({ seen, look: { kind, until }, isFolded }: LookedAt): string {
  const moved = isFolded || seen!.quietRepeats === 0 ? [] : [seen!.slot?.getTime(), seen!.lastFiredAt?.getTime()];
  return [kind, until?.getTime(), isFolded, seen!.touches, seen!.quietRepeats, ...moved].join();
}
