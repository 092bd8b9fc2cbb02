import type { CertificateRecord } from '../../domain/certificates/certificate';
import { addDuration, parseDuration } from '../../domain/values/duration';
import { isInWindow, ruleFor } from '../../domain/expiration/due';
import { namesOf } from '../../domain/notifications/included';
import type { ExpirationCandidates } from '../../store/expiration/candidates';
import type { DirectoryStore } from '../../store/identity/directory';
import type { SettingsStore } from '../../store/settings/settings';

/** Pages that are looked at for certificates that are due; a preview shows some of them, not all. */
const pages = 5;
/** Whether a certificate is due is told by what every page brings. */
const nothingMore: ReadonlySet<keyof CertificateRecord> = new Set();

export interface DueSampleDeps {
  readonly stores: {
    readonly expirationCandidates: Pick<ExpirationCandidates, 'page' | 'findMany'>;
    readonly settings: Pick<SettingsStore, 'get'>;
    readonly directory: Pick<DirectoryStore, 'snapshot'>;
  };
  readonly now: () => Date;
}

/** What the API of notification profiles asks of the rest of the product. */
export function profileFacts({ stores, now }: DueSampleDeps) {
  const candidates = stores.expirationCandidates;

  async function rules() {
    const [{ values }, { raProfiles }] = await Promise.all([stores.settings.get(), stores.directory.snapshot()]);
    const of = (certificate: Pick<CertificateRecord, 'raProfile'>) =>
      ruleFor(raProfiles.get(certificate.raProfile ?? ''), values);
    return { of, windows: [undefined, ...raProfiles.values()].map((raProfile) => ruleFor(raProfile, values)) };
  }

  return {
    async attributeNames(): Promise<ReadonlySet<string>> {
      const { attributes } = await stores.directory.snapshot();
      const ofCertificates = [...attributes.values()].filter(({ resources }) => resources.includes('certificates'));
      return new Set(ofCertificates.map(({ name }) => name));
    },

    windows: async () => (await rules()).windows.map(({ threshold, percent }) => ({ threshold, percent })),

    async dueCertificates(limit: number): Promise<CertificateRecord[]> {
      const { of, windows } = await rules();
      const at = now();
      const ends = windows.map(({ threshold }) => {
        const duration = parseDuration(threshold);
        return duration === undefined ? at : addDuration(at, duration, 1);
      });
      // P1M counts back from notAfter, where it may be some days longer than from now on.
      const until = new Date(Math.max(...ends.map((end) => end.getTime())) + 4 * 86_400_000);
      const found: string[] = [];
      let after = null;
      for (let page = 0; page < pages && found.length < limit; page += 1) {
        const { certificates, next }: Awaited<ReturnType<typeof candidates.page>> = await candidates.page(
          at,
          until,
          after,
          nothingMore,
        );
        const due = certificates.filter((certificate) => isInWindow(certificate, of(certificate), at));
        found.push(...due.map(({ uuid }) => uuid));
        if (next === null) break;
        after = next;
      }
      const wanted = found.slice(0, limit);
      const read = new Map((await candidates.findMany(wanted)).map((certificate) => [certificate.uuid, certificate]));
      return wanted.flatMap((uuid) => read.get(uuid) ?? []);
    },

    namesOf: async (certificate: CertificateRecord) => namesOf(await stores.directory.snapshot(), certificate),
  };
}
