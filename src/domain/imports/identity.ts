import type { Place } from './ledger';

/** The id of an item, without counting it as read: a text or a number; null where there is none. */
export function idAt(place: Place): string | null {
  const { peek } = place;
  if (typeof peek === 'number') return String(peek);
  return typeof peek === 'string' && peek !== '' ? peek : null;
}

/** A name, without counting it as read; cut to what names may have. */
export function nameAt(place: Place, fallback: string): string {
  const { peek } = place;
  const text = typeof peek === 'string' ? peek.normalize('NFC').replace(/\s+/gu, ' ').trim().slice(0, longestName) : '';
  return text === '' ? fallback : text;
}

const longestName = 200;
