import { useQuery } from '@tanstack/react-query';
import { useMay, useMe } from '../../shared/session/me';
import { CertText } from '../../shared/text/cert-text';
import { userNameQuery, type Delivery } from './queries';

/** Whom it was for: an address, a user by name as far as one may read it, or nobody in particular. */
export function RecipientText({ recipient: { kind, value } }: { readonly recipient: Delivery['recipient'] }) {
  if (kind === 'user' && value !== null) return <UserText uuid={value} />;
  return <CertText isCut>{value}</CertText>;
}

function UserText({ uuid }: { readonly uuid: string }) {
  const me = useMe();
  const isOther = uuid !== me.uuid;
  const enabled = useMay()('users:read') && isOther;
  const name = useQuery({ ...userNameQuery(uuid), enabled });
  return <CertText isCut>{isOther ? (name.data ?? uuid) : `${me.username} (me)`}</CertText>;
}
