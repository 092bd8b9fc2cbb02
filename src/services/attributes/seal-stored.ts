import type { Seal } from '../../domain/attributes/sealed';
import type { OpenSecrets } from '../../store/attributes/open-secrets';
import type { BackFillWork } from '../work/back-fill';

const pageSize = 500;

export interface SealStoredDeps {
  readonly openSecrets: Omit<OpenSecrets, 'sealConfiguration'>;
  readonly seal: Seal;
  readonly now: () => Date;
}

/**
 * Seals secret values of certificates that an earlier release stored in clear. No index tells which they are: it walks over
 * all, until a walk finds none, because a change that was on its way may have put an open value back, and remembers that it
 * has done so.
 */
export function storedValueSealing({ openSecrets, seal, now }: SealStoredDeps): BackFillWork {
  return {
    done: 'secret values of an earlier release were sealed',
    async run({ pace, signal, note }) {
      if (await openSecrets.areCertificatesSealed(now())) return;
      let all = 0;
      let found: number;
      do {
        found = 0;
        let rows = await openSecrets.certificatesAfter('', pageSize);
        while (rows.length > 0 && !signal.aborted) {
          found += await openSecrets.sealCertificates(rows, seal);
          if (all + found > 0) note({ certificates: all + found });
          await pace.rest();
          rows = await openSecrets.certificatesAfter(rows.at(-1)!._id, pageSize);
        }
        all += found;
      } while (found > 0 && !signal.aborted);
      if (!signal.aborted) await openSecrets.rememberCertificates(now());
    },
  };
}
