export const shortestPassword = 12;
export const longestPassword = 256;
const fewestCharacters = 5;

/**
 * Why a text is no good password of a user; undefined when it is. Length is what counts (NIST SP 800-63B, section
 * 3.1.1.2): no classes of characters are asked for.
 */
export function passwordFault(text: string, username: string): string | undefined {
  const characters = [...text.normalize('NFC')];
  if (characters.length < shortestPassword) return `at least ${shortestPassword} characters are expected`;
  if (characters.length > longestPassword) return `at most ${longestPassword} characters are expected`;
  if (new Set(characters).size < fewestCharacters)
    return `at least ${fewestCharacters} different characters are expected`;
  const rest = text.toLowerCase().replaceAll(username.toLowerCase(), '');
  if (rest.length < shortestPassword / 2) return 'the username with little else is no password';
  return undefined;
}

const freeTries = 5;
const firstLockMs = 30_000;
const longestLockMs = 15 * 60_000;

/** For how long a name is locked after so many tries in vain: from the fifth, half a minute, twice as long with each. */
export function lockMs(failures: number): number {
  if (failures < freeTries) return 0;
  return Math.min(longestLockMs, firstLockMs * 2 ** Math.min(20, failures - freeTries));
}

/** Whether user name and password are offered: where no provider is, always, or never. */
export const passwordUses = ['withoutProviders', 'always', 'never'] as const;
export type PasswordUse = (typeof passwordUses)[number];
