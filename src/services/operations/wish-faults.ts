import { profileFaults, type MatchesWhole } from '../../domain/authorities/profile-check';
import type { RaProfile } from '../../domain/authorities/ra-profile';
import type { RequestFacts } from '../../domain/operations/checks';
import type { Fault } from '../../domain/problem';
import type { CertificateProfileStore } from '../../store/authorities/certificate-profiles';

/** What the certificate profile behind an RA profile does not allow, told before anybody is asked. */
export function createWishFaults(profiles: Pick<CertificateProfileStore, 'find'>, matches: MatchesWhole) {
  return async (
    raProfile: RaProfile | undefined,
    request: RequestFacts | null,
    lifetimeSeconds: number | null,
  ): Promise<Fault[]> => {
    const uuid = raProfile?.certificateProfileUuid ?? null;
    if (uuid === null || request === null || request.wish === null) return [];
    const profile = await profiles.find(uuid);
    if (profile === undefined) return [];
    const wish = { ...request.wish, names: request.names, lifetimeSeconds };
    return profileFaults(profile, wish, matches).map(({ code, detail }) => ({
      pointer: code === 'lifetime_too_long' ? '/lifetimeSeconds' : '/csr',
      code,
      detail,
    }));
  };
}
