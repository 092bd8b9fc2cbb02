import { Link } from '@tanstack/react-router';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge, EmptyState } from '../../shared/ui/states';
import type { Operation } from '../operations/queries';
import { askedOf, standingOf, toneOf } from '../operations/words';

/** What was asked of authorities about a certificate, and how it stands. */
export function OperationsOf({ items }: { readonly items: readonly Operation[] }) {
  if (items.length === 0) {
    return (
      <EmptyState title="Nothing was asked of an authority about it">
        It was not issued through Certloom. Renew, revoke and others are among the actions above.
      </EmptyState>
    );
  }
  return (
    <ul className="flex flex-col text-sm">
      {items.map((operation) => (
        <li key={operation.uuid} className="flex flex-wrap gap-x-3 border-b border-line py-1">
          <Time at={operation.createdAt} />
          <Link to="/operations/$uuid" params={{ uuid: operation.uuid }} className="underline">
            {askedOf(operation)}
          </Link>
          <Badge tone={toneOf(operation.state)}>{standingOf(operation)}</Badge>
          <CertText>{operation.requester.name}</CertText>
          <CertText className="text-muted">{operation.message}</CertText>
        </li>
      ))}
    </ul>
  );
}
