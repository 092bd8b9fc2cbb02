import { Link } from '@tanstack/react-router';
import type { Schema } from '../../shared/api/types';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge, EmptyState } from '../../shared/ui/states';
import { toneOfState, wordsOf } from './states';

/** Predecessors, the certificate itself and its successors, in the order in which they end. */
export function Relations({
  relations,
  name,
}: {
  readonly relations: Schema<'CertificateRelations'>;
  readonly name: string;
}) {
  const { predecessors, successors, truncated } = relations;
  if (predecessors.length + successors.length === 0) {
    return (
      <EmptyState title="It replaces nothing, and nothing replaces it">
        A renewal, a certificate with the same names, or somebody who says so makes a relation.
      </EmptyState>
    );
  }
  return (
    <>
      <ol className="flex flex-col gap-2 border-l-2 border-line pl-4 text-sm">
        {inOrder(predecessors).map((relation) => (
          <Related key={relation.uuid} relation={relation} side="predecessor" />
        ))}
        <li aria-current="true" className="font-semibold">
          <CertText>{name}</CertText>
        </li>
        {inOrder(successors).map((relation) => (
          <Related key={relation.uuid} relation={relation} side="successor" />
        ))}
      </ol>
      {truncated && <p className="mt-2 text-xs text-muted">There are more than are shown.</p>}
    </>
  );
}

type Relation = Schema<'CertificateRelation'>;

function inOrder(list: readonly Relation[]): readonly Relation[] {
  return [...list].sort((a, b) => (a.certificate.notAfter ?? '').localeCompare(b.certificate.notAfter ?? ''));
}

function Related({ relation, side }: { readonly relation: Relation; readonly side: string }) {
  const { certificate, type, origin, remaining, remainingCount, lost } = relation;
  return (
    <li>
      <Link to="/certificates/$uuid" params={{ uuid: certificate.uuid }} className="underline">
        <CertText>{certificate.name}</CertText>
      </Link>{' '}
      <Badge tone={toneOfState(certificate.state)}>{wordsOf(certificate.state)}</Badge>{' '}
      <span className="text-muted">
        {side} by {type}, {origin}, ends <Time at={certificate.notAfter} />
      </span>
      {remainingCount > 0 && (
        <span className="block text-xs text-warn">
          Without {remainingCount} of its names: <CertText>{remaining.slice(0, 5).join(', ')}</CertText>
        </span>
      )}
      {lost.length > 0 && <span className="block text-xs text-warn">Without its purposes {lost.join(', ')}</span>}
    </li>
  );
}
