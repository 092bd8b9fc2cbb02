import { envelopeOf } from '../../domain/events/payloads';
import type { DeliveryMessage } from '../../domain/notifications/delivery';
import { digestRowFor, digestRows, digestTexts, type DigestCertificate } from '../../domain/notifications/digest';
import { digestEvent, type DigestContent } from '../../domain/notifications/digest-delivery';
import type { NoticeNames } from '../../domain/notifications/notice';

export interface DigestWriterDeps {
  /** By uuid; who is no longer in the inventory is missing. */
  readonly certificates: (uuids: readonly string[]) => Promise<ReadonlyMap<string, DigestCertificate>>;
  readonly namesOf: (
    certificate: Pick<DigestCertificate, 'groups' | 'raProfile' | 'owner'>,
  ) => Promise<NoticeNames> | NoticeNames;
  readonly certificateUrl: (uuid: string) => string;
  /** Where all certificates that expire are listed. */
  readonly listUrl: string;
  readonly now: () => Date;
}

/** A message, and the items that are not in it because their certificates no longer expire. */
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
      { digest, channel, items }: DigestContent,
      certificates: ReadonlyMap<string, DigestCertificate>,
    ): Promise<WrittenDigest> {
      const now = deps.now();
      const isTold = (uuid: string) => {
        const certificate = certificates.get(uuid);
        return certificate !== undefined && certificate.state === 'issued' && !certificate.archived;
      };
      const shown = items.slice(0, digestRows);
      const vanished = new Set(shown.filter(({ certificate }) => !isTold(certificate)).map(({ id }) => id));
      const told = items.filter(({ id }) => !vanished.has(id));
      if (told.length === 0) return { message: null, vanished: [...vanished] };
      const rows = await Promise.all(
        shown
          .filter(({ id }) => !vanished.has(id))
          .map(async ({ certificate: uuid, step }) => {
            const certificate = certificates.get(uuid)!;
            const link = deps.certificateUrl(uuid);
            return digestRowFor(certificate, await deps.namesOf(certificate), { step, now, link });
          }),
      );
      const texts = digestTexts(rows, channel, { total: told.length, link: deps.listUrl });
      const message: DeliveryMessage = {
        ...texts,
        // A digest is about no single object: no field of the payload has a value.
        envelope: envelopeOf({ event: digestEvent, firingId: digest, occurredAt: now, objectUuid: null }, {}),
        facts: {},
        defaultTextUsed: false,
        digest: { items: told.map(({ id }) => id) },
        link: { label: 'Expiring certificates', url: deps.listUrl },
      };
      return { message, vanished: [...vanished] };
    },
  };
}

export type DigestWriter = ReturnType<typeof createDigestWriter>;
