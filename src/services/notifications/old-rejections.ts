import type { OldRejectedNotices } from '../../store/notifications/rejected-notices';
import { pagesOf, type BackFillContext, type BackFillWork } from '../work/back-fill';

const pageSize = 200;

export interface OldRejectionsDeps {
  readonly notices: OldRejectedNotices;
  readonly now: () => Date;
}

/**
 * Erases what entries of the event log and messages of an earlier release say of rejected certificates. May be broken off
 * and begun again, and done by several processes at once.
 */
export function oldRejectionErasure({ notices, now }: OldRejectionsDeps): BackFillWork {
  return {
    done: 'entries and messages of an earlier release about rejected certificates were erased',
    async run(context) {
      const count = { entries: 0, messages: 0 };
      const add = (kind: keyof typeof count, more: number) => {
        count[kind] += more;
        if (more > 0) context.note({ ...count });
      };
      await walk(notices.entries, async (rows) => add('entries', await notices.settleEntries(rows)), context);
      await walk(notices.messages, async (rows) => add('messages', await notices.settleMessages(rows, now())), context);
    },
  };
}

async function walk<T extends { readonly _id: string }>(
  page: (limit: number) => Promise<readonly T[]>,
  settle: (rows: readonly T[]) => Promise<void>,
  context: BackFillContext,
): Promise<void> {
  for await (const rows of pagesOf(
    () => page(pageSize),
    ({ _id }) => _id,
    context,
  ))
    await settle(rows);
}
