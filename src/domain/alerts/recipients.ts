import { parseAddressList } from '../notifications/address-list';
import type { Fault } from '../problem';
import { fillTokens, tokenFaults, tokensIn, type TokenValues } from './fill-tokens';
import type { AlertKindCode } from './kind';

export interface ResolvedRecipients {
  /** Each once, without regard to case, in the order of the list. */
  readonly addresses: readonly string[];
  /** Entries that gave no address. */
  readonly unresolved: readonly string[];
  /** Nothing resolved: these are the fallback recipients of the settings. */
  readonly isFallback: boolean;
}

/** The addresses that the recipients of an alert come to for one item. */
export function resolveRecipients(
  recipients: readonly string[],
  kind: AlertKindCode,
  values: TokenValues,
  fallback: readonly string[],
): ResolvedRecipients {
  const unresolved: string[] = [];
  const found = recipients.flatMap((entry) => {
    const { addresses } = parseAddressList(fillTokens(entry, kind, values, 'line').text);
    if (addresses.length === 0) unresolved.push(entry);
    return addresses;
  });
  const isFallback = found.length === 0 && recipients.length > 0 && fallback.length > 0;
  return { addresses: unique(isFallback ? fallback : found), unresolved, isFallback };
}

function unique(addresses: readonly string[]): string[] {
  const seen = new Set<string>();
  return addresses.filter((address) => {
    const folded = address.toLowerCase();
    if (seen.has(folded)) return false;
    seen.add(folded);
    return true;
  });
}

/** Lists that stand in one text, separated by `;` or `,`, as entries of their own. */
export function splitRecipients(recipients: readonly string[]): string[] {
  return unique(
    recipients
      .flatMap((entry) => entry.split(/[;,]/))
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  );
}

/** Entries that are neither an address nor hold a token of the kind. */
export function recipientFaults(recipients: readonly string[], kind: AlertKindCode, pointer: string): Fault[] {
  return recipients.flatMap((entry, index) => {
    const at = `${pointer}/${index}`;
    const faults = tokenFaults(entry, kind, at);
    if (faults.length > 0 || tokensIn(entry, kind).length > 0) return faults;
    if (parseAddressList(entry).unusable.length === 0) return [];
    return [{ pointer: at, code: 'wrong_value', detail: 'this is neither a mail address nor a token' }];
  });
}
