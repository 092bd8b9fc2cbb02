import { profileFaults, type MatchesWhole, type ProfileFaultCode } from '../../domain/authorities/profile-check';
import type { RaProfile } from '../../domain/authorities/ra-profile';
import type { RequestFacts, RequestPlaces } from '../../domain/operations/checks';
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
      pointer: pointerOf(code, request.places),
      code,
      detail,
    }));
  };
}

function pointerOf(code: ProfileFaultCode, { key, subject, names, parameters }: RequestPlaces): string {
  if (code === 'lifetime_too_long') return `${parameters}/lifetimeSeconds`;
  if (code.startsWith('key_')) return key;
  return code.startsWith('subject_') || code === 'common_name_not_allowed' ? subject : names;
}
