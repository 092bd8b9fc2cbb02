import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import type { CertificateStore, Holder } from '../../store/certificates/certificates';
import type { CertificateHistoryStore } from '../../store/certificates/history';
import { uuidOf } from '../../store/database/derived-ids';
import { createTurns } from '../../store/database/turns';
import type { Author } from './changes';

export interface LettingGoDeps {
  readonly certificates: Pick<CertificateStore, 'holding' | 'leaveGroup' | 'leaveOwner'>;
  readonly history: Pick<CertificateHistoryStore, 'add'>;
  readonly now: () => Date;
}

interface Deleted {
  readonly uuid: string;
  readonly name: string;
}

const pageSize = 500;

/**
 * Takes a group or an owner that is being deleted from all certificates, page by page, with an entry in the history of
 * each. Entries are written first, under ids of their own, so that a repeat after a crash leaves one.
 */
export function createLettingGo({ certificates, history, now }: LettingGoDeps) {
  async function fromAll(
    field: 'groups' | 'owner',
    { uuid }: Deleted,
    entryOf: (holder: Holder) => CertificateHistoryEntry,
    leave: (uuids: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const turns = createTurns();
    for (;;) {
      const holders = await certificates.holding(field, uuid, pageSize);
      if (holders.length === 0) return;
      await history.add(holders.map(entryOf));
      await leave(holders.map((holder) => holder.uuid));
      await turns.give();
    }
  }

  const entry = (of: Holder, deleted: Deleted, by: Author) => ({
    id: uuidOf(`certificate-history:${of.uuid}:deleted:${deleted.uuid}`),
    certificate: of.uuid,
    created: now(),
    createdBy: { uuid: by.uuid, name: by.name },
    status: 'success' as const,
  });

  return {
    async ofGroup(group: Deleted, by: Author): Promise<void> {
      const entryOf = (of: Holder): CertificateHistoryEntry => ({
        ...entry(of, group, by),
        event: 'updateGroups',
        message: `groups changed: "${group.name}" was deleted`,
        additionalInformation: { before: of.groups, after: of.groups.filter((one) => one !== group.uuid) },
      });
      await fromAll('groups', group, entryOf, (uuids) => certificates.leaveGroup(group.uuid, uuids));
    },

    async ofOwner(user: Deleted, by: Author): Promise<void> {
      const entryOf = (of: Holder): CertificateHistoryEntry => ({
        ...entry(of, user, by),
        event: 'updateOwner',
        message: `owner changed: "${user.name}" was deleted`,
        additionalInformation: { before: of.owner, after: null },
      });
      await fromAll('owner', user, entryOf, (uuids) => certificates.leaveOwner(user.uuid, uuids));
    },
  };
}
