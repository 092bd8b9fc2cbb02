import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CertificateFacts } from '../../domain/certificates/certificate';
import type { FactGaps, OldCertificate, ReadAgain } from '../../store/certificates/fact-gaps';
import type { UserStore } from '../../store/identity/users';
import { readCertificate } from '../../x509/facts';
import { fillPages, type BackFillWork } from '../work/back-fill';

const pageSize = 200;

export interface FactFillDeps {
  readonly gaps: FactGaps;
  readonly users: Pick<UserStore, 'byIds'>;
}

/**
 * Gives certificates of an earlier release the facts that they lack, read from their bytes, and who uploaded them by the
 * name of today. May be broken off and begun again, and done by several processes at once: each write counts only where
 * the old facts still are.
 */
export function factFill({ gaps, users }: FactFillDeps): BackFillWork {
  async function readAgain(rows: readonly OldCertificate[]): Promise<ReadAgain[]> {
    const uploaders = await users.byIds(rows.flatMap(({ createdBy }) => createdBy ?? []));
    const names = new Map(uploaders.map(({ uuid, username }) => [uuid, username]));
    const read: ReadAgain[] = [];
    for (const { _id, der, createdBy } of rows) {
      read.push({ uuid: _id, facts: factsOf(der.buffer), uploadedBy: names.get(createdBy ?? '') ?? null });
      // Others have their turn after each: one may be large.
      await nextTurn();
    }
    return read;
  }

  return {
    done: 'certificates of an earlier release got new facts',
    async run(context) {
      await fillPages(
        () => gaps.page(pageSize),
        async (rows) => gaps.fill(await readAgain(rows)),
        context,
      );
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
