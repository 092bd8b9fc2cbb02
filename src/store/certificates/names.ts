import { certificateName } from '../../domain/certificates/pending';
import type { mongo } from 'mongoose';
import type { CertificateDocument } from './certificates';
import type { RecordRow } from './records';
import { storedKeysOfName } from './replacement-keys';
import type { ShownNames } from './shown-names';

const fingerprintForm = /^[0-9a-f]{64}$/i;

/** What people call certificates, and the way back. */
export function createCertificateNames(collection: mongo.Collection<CertificateDocument>) {
  return {
    /** What people call these, by uuid; who is gone is missing. */
    async namesOf(uuids: readonly string[]): Promise<Map<string, string>> {
      if (uuids.length === 0) return new Map();
      const projection = { commonName: 1, subjectDn: 1, fingerprint: 1, shownNames: 1 };
      const rows = await collection
        .find<RecordRow & Partial<ShownNames>>({ _id: { $in: [...uuids] } }, { projection })
        .toArray();
      return new Map(
        rows.map((row) => [row._id, certificateName({ ...row, subjectAlternativeNames: row.shownNames ?? [] })]),
      );
    },

    /** SHA-256 in lower-case hex of these, by uuid: what they are called where a name has to mean one of them. */
    async fingerprintsOf(uuids: readonly string[]): Promise<Map<string, string>> {
      if (uuids.length === 0) return new Map();
      const rows = await collection.find({ _id: { $in: [...uuids] } }, { projection: { fingerprint: 1 } }).toArray();
      return new Map(rows.map(({ _id, fingerprint }) => [_id, fingerprint]));
    },

    /**
     * The one with this fingerprint (SHA-256 in hex). Otherwise those with this common name, at most so many, in the order of their uuids. Where there are none, those without a
     * common name that have it among their other names, with or without its type, or as their subject.
     */
    async named(name: string, limit: number): Promise<{ readonly uuid: string; readonly notAfter: Date | null }[]> {
      const filters = [
        ...(fingerprintForm.test(name) ? [{ fingerprint: name.toLowerCase() }] : []),
        { commonName: name },
        { commonName: null, replacementKeys: { $in: storedKeysOfName(name) } },
        { commonName: null, subjectDn: name },
      ];
      for (const filter of filters) {
        const rows = await collection
          .find(filter, { projection: { notAfter: 1 } })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray();
        if (rows.length > 0) return rows.map(({ _id, notAfter }) => ({ uuid: _id, notAfter: notAfter ?? null }));
      }
      return [];
    },
  };
}
