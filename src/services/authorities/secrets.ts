import {
  authorityKindTraits,
  secretBound,
  type AuthorityInstance,
  type AuthorityKindTraits,
  type AuthoritySettings,
} from '../../domain/authorities/instance';
import { validationFailed } from '../../domain/problem';
import type { SecretBox } from '../../secrets/secret-box';

/** Settings as a request has them: secrets may stand among them, null takes one away. */
export type GivenSettings = AuthoritySettings & Readonly<Record<string, unknown>>;

/** What is kept of the settings of an authority. */
export type KeptSettings = Pick<AuthorityInstance, 'settings' | 'secrets'>;

/**
 * Parts the secrets from the settings and seals them. Those that are left out stay, as long as the address stays.
 * Throws `validation_failed` with `secret_of_other_origin` otherwise.
 * @param before null for a new authority
 */
export function sealSettings(
  given: GivenSettings,
  { uuid, before, box }: { readonly uuid: string; readonly before: KeptSettings | null; readonly box: SecretBox },
  { secrets: names, address }: AuthorityKindTraits<AuthoritySettings> = authorityKindTraits(given.kind),
): KeptSettings {
  const isSecret = (member: string) => names.includes(member);
  const settings = Object.fromEntries(
    Object.entries(given).filter(([member]) => !isSecret(member)),
  ) as unknown as AuthoritySettings;
  const [here, there] = [address(settings), before === null ? null : address(before.settings)];
  const kept = names.flatMap((member): [string, string][] => {
    const value = given[member];
    if (typeof value === 'string') return [[member, box.seal(value, secretBound(uuid, here))]];
    const stored = value === null ? undefined : before?.secrets[member];
    if (stored === undefined) return [];
    if (here !== there) {
      const detail = `the stored secret was given for ${there ?? 'no address'}; give one for ${here ?? 'none'}`;
      throw validationFailed([{ pointer: `/settings/${member}`, code: 'secret_of_other_origin', detail }]);
    }
    return [[member, stored]];
  });
  return { settings, secrets: Object.fromEntries(kept) };
}

/** Throws when the secret was given for another address, or sealed under a master key that is not configured. */
export function openSecretOf(
  { uuid, settings, secrets }: AuthorityInstance,
  member: string,
  box: SecretBox,
  { address }: AuthorityKindTraits<AuthoritySettings> = authorityKindTraits(settings.kind),
): string | null {
  const sealed = secrets[member];
  return sealed === undefined ? null : box.open(sealed, secretBound(uuid, address(settings)));
}
