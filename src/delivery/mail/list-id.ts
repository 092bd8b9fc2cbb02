import { headerPhrase } from './header-text';

/**
 * The value of `List-Id` (RFC 2919) of a profile's mail: its name as a phrase, then `<uuid.notifications.host>`, which
 * stays the same when the profile gets another name.
 * @param name one line; what is not printable ASCII, or looks like an encoded word, makes it encoded words
 * @param host domain of the sender
 */
export function listIdOf(name: string, profile: string, host: string): string {
  const id = `<${profile}.notifications.${host}>`;
  const phrase = headerPhrase(name);
  return phrase === '' ? id : `${phrase} ${id}`;
}
