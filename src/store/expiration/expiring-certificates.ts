import type { Connection } from 'mongoose';
import { collectionOf, filterOf } from '../database/collection';
import { unsettledStatuses } from '../../domain/expiration/ends';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { certificateModel } from '../certificates/certificates';

/** What counting a certificate needs: few fields, because there may be very many. */
export interface ExpiringFact extends Pick<
  CertificateRecord,
  'uuid' | 'notBefore' | 'renewBy' | 'state' | 'archived' | 'owner' | 'groups' | 'raProfile'
> {
  readonly notAfter: Date;
  readonly hasSuccessor: boolean;
}

export type PersonalCertificate = ExpiringFact &
  Pick<CertificateRecord, 'commonName' | 'subjectDn' | 'issuerDn' | 'serialNumber' | 'fingerprint' | 'updatedAt'>;

const pageSize = 2_000;
const firstMs = 86_400_000;
const widestMs = 30 * 86_400_000;
const queryMs = 15_000;
const factFields = {
  ...({ notBefore: 1, notAfter: 1, renewBy: 1, owner: 1, groups: 1 } as const),
  ...({ raProfile: 1, succeedingCertificates: 1 } as const),
} as const;
const personalFields = {
  ...factFields,
  commonName: 1,
  subjectDn: 1,
  issuerDn: 1,
  serialNumber: 1,
  fingerprint: 1,
  updatedAt: 1,
} as const;
const alive = { state: 'issued', archived: false } as const;

type Row = Omit<PersonalCertificate, 'uuid' | 'hasSuccessor' | 'state' | 'archived'> & {
  readonly _id: string;
  readonly succeedingCertificates?: readonly string[];
};

/** Reads issued certificates by their end, for counts and calendars. */
export function createExpiringCertificates(db: Connection) {
  const collection = collectionOf(certificateModel(db));

  async function page(range: object): Promise<Row[]> {
    return await collection
      .find<Row>(filterOf({ ...range, $and: [alive] }), { projection: factFields, maxTimeMS: queryMs })
      .sort({ notAfter: 1, _id: 1 })
      .limit(pageSize)
      .toArray();
  }

  async function rowsOfPerson(person: Person, when: object, direction: 1 | -1, limit: number): Promise<Row[]> {
    const read = async (whose: object) =>
      await collection
        .find<Row>(filterOf({ ...whose, $and: [{ ...alive, ...when }] }), {
          projection: personalFields,
          maxTimeMS: queryMs,
        })
        .sort({ notAfter: direction, _id: direction })
        .limit(limit)
        .toArray();
    const found = await Promise.all([
      read({ owner: person.uuid }),
      person.groups.length === 0 ? [] : read({ groups: { $in: [...person.groups] } }),
    ]);
    return found.flat();
  }

  return {
    /**
     * All that end behind `from` and at `until` at the latest, a page at a time. The index is read in stretches as long
     * as the inventory is dense, because an open range would make some databases gather all of it first.
     */
    async *walk(from: Date, until: Date): AsyncGenerator<ExpiringFact[]> {
      let start = from;
      let stretchMs = firstMs;
      while (start < until) {
        const end = new Date(Math.min(until.getTime(), start.getTime() + stretchMs));
        let rows = await page({ notAfter: { $gt: start, $lte: end } });
        if (rows.length < pageSize / 4) stretchMs = Math.min(widestMs, stretchMs * 2);
        else if (rows.length === pageSize) stretchMs = Math.max(60_000, stretchMs / 2);
        for (;;) {
          if (rows.length > 0) yield rows.map(toFact);
          const last = rows.at(-1);
          if (last === undefined || rows.length < pageSize) break;
          // Those that end with the last one, then the rest of the stretch.
          rows = await page({ notAfter: last.notAfter, _id: { $gt: last._id } });
          if (rows.length === 0) rows = await page({ notAfter: { $gt: last.notAfter, $lte: end } });
          else if (rows.length < pageSize) {
            yield rows.map(toFact);
            rows = await page({ notAfter: { $gt: last.notAfter, $lte: end } });
          }
        }
        start = end;
      }
    },

    /**
     * What a person owns or shares through groups and that ends in (from, until], the earliest first, at most `limit`
     * of either kind.
     */
    async ofPerson(person: Person, from: Date, until: Date, limit: number): Promise<PersonalCertificate[]> {
      const ahead = { notAfter: { $gt: from, $lte: until } };
      return byEnd(await rowsOfPerson(person, ahead, 1, limit));
    },

    /** What a person owns or shares through groups, that has ended at `at` and is not over, the last ends of it. */
    async endedOfPerson(person: Person, at: Date, limit: number): Promise<PersonalCertificate[]> {
      const open = { notAfter: { $lte: at }, end: { $in: [...unsettledStatuses] } };
      return byEnd(await rowsOfPerson(person, open, -1, limit)).slice(-limit);
    },
  };
}

interface Person {
  readonly uuid: string;
  readonly groups: readonly string[];
}

/** Each once, the first end first. */
function byEnd(rows: readonly Row[]): PersonalCertificate[] {
  const unique = new Map(rows.map((row) => [row._id, toFact(row) as PersonalCertificate]));
  return [...unique.values()].sort(
    (one, other) => one.notAfter.getTime() - other.notAfter.getTime() || (one.uuid < other.uuid ? -1 : 1),
  );
}

export type ExpiringCertificates = ReturnType<typeof createExpiringCertificates>;

function toFact({ _id, succeedingCertificates, ...fields }: Row): ExpiringFact {
  return { uuid: _id, ...alive, ...fields, hasSuccessor: (succeedingCertificates?.length ?? 0) > 0 };
}
