import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CertificateFacts } from '../../domain/certificates/certificate';
import type { FactGaps, OldCertificate, ReadAgain } from '../../store/certificates/fact-gaps';
import type { UserStore } from '../../store/identity/users';
import { readCertificate } from '../../x509/facts';
import type { Gaps } from '../work/back-fill';

export interface FactGapDeps {
  readonly gaps: FactGaps;
  readonly users: Pick<UserStore, 'byIds'>;
}

/** Facts that certificates of an earlier release lack, read from their bytes; who uploaded them by the name of today. */
export function createFactFill({ gaps, users }: FactGapDeps): Gaps<OldCertificate> {
  return {
    ...gaps,
    async fill(rows) {
      const uploaders = await users.byIds(rows.flatMap(({ createdBy }) => createdBy ?? []));
      const names = new Map(uploaders.map(({ uuid, username }) => [uuid, username]));
      const read: ReadAgain[] = [];
      for (const { _id, der, createdBy } of rows) {
        read.push({ uuid: _id, facts: factsOf(der.buffer), uploadedBy: names.get(createdBy ?? '') ?? null });
        // Others have their turn after each: one may be large.
        await nextTurn();
      }
      return gaps.fill(read);
    },
  };
}

/** OpenSSL of another runtime may refuse what was taken once: an old record must not stop the walk. */
function factsOf(der: Uint8Array): CertificateFacts | null {
  try {
    return readCertificate(der).facts;
  } catch {
    return null;
  }
}
