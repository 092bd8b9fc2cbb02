import type { Tone } from '../../shared/ui/states';

/** `pending_approval` as people read it: `pending approval`. */
export function wordsOf(code: string): string {
  return code.replaceAll('_', ' ');
}

export const certificateStates = [
  ...['issued', 'revoked', 'requested', 'rejected', 'failed', 'registered'],
  ...['pending_approval', 'pending_issue', 'pending_revoke', 'pending_registration'],
] as const;

export function toneOfState(state: string): Tone {
  if (state === 'issued' || state === 'registered') return 'good';
  if (state === 'revoked' || state === 'failed' || state === 'rejected') return 'bad';
  return 'warn';
}

export function toneOfValidation(status: string): Tone {
  if (status === 'valid') return 'good';
  if (status === 'expiring' || status === 'not_checked' || status === 'inactive') return 'warn';
  return status === 'revoked' || status === 'expired' || status === 'invalid' || status === 'failed'
    ? 'bad'
    : 'neutral';
}

/** How near the end is: what is over is bad, the next 30 days are worth a look. */
export function toneOfEnd(notAfter: string | null, now: Date): Tone {
  if (notAfter === null) return 'neutral';
  const days = (Date.parse(notAfter) - now.getTime()) / 86_400_000;
  return days < 0 ? 'bad' : days < 30 ? 'warn' : 'neutral';
}
