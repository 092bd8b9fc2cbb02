import type { DeliveryMessage } from '../../domain/notifications/delivery';
import { digestRowFor, digestRows, type DigestCertificate } from '../../domain/notifications/digest';
import {
  becauseOf,
  digestMessage,
  type DigestContent,
  type DigestedItem,
} from '../../domain/notifications/digest-delivery';
import type { NoticeNames } from '../../domain/notifications/notice';

export interface DigestWriterDeps {
  /** By uuid; who is no longer in the inventory is missing. */
  readonly certificates: (uuids: readonly string[]) => Promise<ReadonlyMap<string, DigestCertificate>>;
  readonly namesOf: (
    certificate: Pick<DigestCertificate, 'groups' | 'raProfile' | 'owner'>,
  ) => Promise<NoticeNames> | NoticeNames;
  readonly certificateUrl: (uuid: string, at: Date) => string;
  /** Where all certificates of a digest are listed. */
  readonly listUrl: (deliveryId: string, at: Date) => string;
  readonly now: () => Date;
}

/** A message, and the items that are not in it: their certificates no longer expire, or are gone. */
export interface WrittenDigest {
  /** Null: nothing is left to tell. */
  readonly message: DeliveryMessage | null;
  readonly vanished: readonly string[];
}

/** Certificates of digests as messages. */
export function createDigestWriter(deps: DigestWriterDeps) {
  return {
    /** The certificates of these digests that are shown: read once for many digests. */
    certificatesOf(digests: readonly Pick<DigestContent, 'items'>[]) {
      const shown = digests.flatMap(({ items }) => items.slice(0, digestRows).map(({ certificate }) => certificate));
      return deps.certificates([...new Set(shown)]);
    },

    async write(
      { deliveryId, digest, channel, items: collected }: DigestContent,
      certificates: ReadonlyMap<string, DigestCertificate>,
    ): Promise<WrittenDigest> {
      const now = deps.now();
      const isTold = ({ certificate: uuid, following }: DigestedItem) => {
        const certificate = certificates.get(uuid);
        if (certificate === undefined) return false;
        return following !== undefined || (certificate.state === 'issued' && !certificate.archived);
      };
      const shown = collected.slice(0, digestRows);
      const vanished = new Set(shown.filter((item) => !isTold(item)).map(({ id }) => id));
      const told = collected.filter(({ id }) => !vanished.has(id));
      if (told.length === 0) return { message: null, vanished: [...vanished] };
      const rows = await Promise.all(
        shown
          .filter(({ id }) => !vanished.has(id))
          .map(async ({ certificate: uuid, step, following: statuses }) => {
            const certificate = certificates.get(uuid)!;
            const link = deps.certificateUrl(uuid, now);
            return digestRowFor(certificate, await deps.namesOf(certificate), { step, now, link, statuses });
          }),
      );
      const items = told.map(({ id }) => id);
      const link = deps.listUrl(deliveryId, now);
      const facts = { rows, total: told.length, items, digest, because: becauseOf(told), link, now };
      return { message: digestMessage(facts, channel), vanished: [...vanished] };
    },
  };
}

export type DigestWriter = ReturnType<typeof createDigestWriter>;
