import type { Schema } from '../../shared/api/types';

type Session = Schema<'Session'>;

const methods: Readonly<Record<Session['method'], string>> = {
  address: 'one-time address',
  apiKey: 'API key',
  password: 'password',
  provider: 'identity provider',
};

const ends: Readonly<Record<NonNullable<Session['end']>, string>> = {
  signedOut: 'signed out',
  revoked: 'ended by somebody',
  replaced: 'replaced',
  passwordChanged: 'password changed',
  userDisabled: 'user disabled',
  userDeleted: 'user deleted',
};

export function methodText(method: Session['method']): string {
  return methods[method];
}

/** `live`, or how it came to its end. */
export function endText({ state, end }: Pick<Session, 'state' | 'end'>): string {
  if (state === 'live') return 'live';
  return end === null ? 'timed out' : ends[end];
}
