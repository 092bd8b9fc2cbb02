import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../shared/api/client';
import { FaultSummary } from '../../shared/forms/faults';
import { CertText } from '../../shared/text/cert-text';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { tell } from '../../shared/ui/toasts';
import { nameOf } from './columns';
import type { Certificate } from './queries';
import { typedName } from './typed-name';

/** Takes a certificate out of the inventory. */
export function DeleteDialog({
  certificate,
  onClose,
}: {
  readonly certificate: Certificate;
  readonly onClose: () => void;
}) {
  const { uuid, revision } = certificate;
  const client = useQueryClient();
  const navigate = useNavigate();
  const act = useMutation({
    mutationFn: () =>
      api.DELETE('/api/v1/certificates/{uuid}', {
        params: { path: { uuid }, header: { 'If-Match': `"${revision}"` } },
      }),
    async onSuccess() {
      tell('It is deleted.');
      await navigate({ to: '/certificates' });
      client.removeQueries({ queryKey: ['certificate', uuid] });
      await client.resetQueries({ queryKey: ['list', 'certificates'] });
    },
  });
  return (
    <ConfirmDanger
      isOpen
      onClose={onClose}
      action="Delete 1 certificate"
      typed={typedName(certificate)}
      isBusy={act.isPending}
      onConfirm={() => act.mutate()}
    >
      <p>
        <CertText>{nameOf(certificate)}</CertText> goes out of the inventory, with its groups, owner and attributes. Its
        history stays, and it can be uploaded again. It is not revoked by that.
      </p>
      <FaultSummary error={act.error} shown={() => false} />
    </ConfirmDanger>
  );
}
