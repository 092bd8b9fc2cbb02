import type { Schema } from '../../shared/api/types';
import type { Column } from '../../shared/list/list-types';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { Badge, type Tone } from '../../shared/ui/states';

export type ApiKey = Schema<'ApiKey'>;

export type KeyState = 'works' | 'revoked' | 'expired';

export function keyState({ revokedAt, expiresAt }: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, now: Date): KeyState {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && Date.parse(expiresAt) <= now.getTime() ? 'expired' : 'works';
}

const tones: Readonly<Record<KeyState, Tone>> = { works: 'good', revoked: 'neutral', expired: 'warn' };

/** @param whyNot why a key cannot be revoked by the one who looks */
export function keyColumns(
  onRevoke: (key: ApiKey) => void,
  whyNot: (key: ApiKey) => string | undefined,
): readonly Column<ApiKey>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      sort: 'name',
      width: 'minmax(10rem, 1fr)',
      cell: ({ name }) => <CertText isCut>{name}</CertText>,
    },
    {
      id: 'user',
      header: 'Of user',
      width: 'minmax(9rem, 1fr)',
      cell: ({ user, userName }) => (
        <PathLink to={`/users/${user}`} className="block truncate">
          <CertText isCut>{userName ?? user}</CertText>
        </PathLink>
      ),
    },
    {
      id: 'state',
      header: 'State',
      width: '7rem',
      cell: (key) => {
        const state = keyState(key, new Date());
        return <Badge tone={tones[state]}>{state}</Badge>;
      },
    },
    { id: 'lastUsedAt', header: 'Last used', width: '9rem', cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
    {
      id: 'expiresAt',
      header: 'Expires',
      width: '9rem',
      cell: ({ expiresAt }) =>
        expiresAt === null ? <span className="text-muted">never</span> : <Time at={expiresAt} />,
    },
    { id: 'createdAt', header: 'Made', width: '9rem', cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      id: 'createdBy',
      header: 'Made by',
      isOptional: true,
      cell: ({ createdBy, createdByName, chosen }) => (
        <CertText isCut>{chosen ? 'the configuration' : (createdByName ?? createdBy)}</CertText>
      ),
    },
    {
      id: 'revoke',
      header: 'Revoke',
      width: '8rem',
      cell: (key) => (
        <Button disabledReason={whyNot(key)} aria-label={`Revoke ${key.name}`} onPress={() => onRevoke(key)}>
          Revoke …
        </Button>
      ),
    },
  ];
}

/** Why nobody can revoke it. */
export function whyNotRevoked({ chosen, revokedAt }: Pick<ApiKey, 'chosen' | 'revokedAt'>): string | undefined {
  if (revokedAt !== null) return 'It is revoked already.';
  return chosen ? 'It is set in the configuration and would come back: change it there.' : undefined;
}
