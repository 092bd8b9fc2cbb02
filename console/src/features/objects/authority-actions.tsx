import { useMutation } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import { rawRequest } from '../../shared/api/raw';
import { saveFile } from '../../shared/list/save-file';
import { useMay } from '../../shared/session/me';
import { Button } from '../../shared/ui/button';
import { Menu } from '../../shared/ui/menu';
import { tell, tellError } from '../../shared/ui/toasts';

/** Asks an authority whether it answers, and fetches what it publishes. */
export function AuthorityActions({ uuid, name }: { readonly uuid: string; readonly name: string }) {
  const may = useMay();
  const probe = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/authorities/{uuid}/probe', { params: { path: { uuid } } })),
    onError: tellError,
    onSuccess: ({ ok, message }) =>
      ok ? tell('It answers and knows us.') : tellError(new Error(message ?? 'It does not answer as it should.')),
  });
  const fetchFile = async (path: string, file: string) => {
    try {
      const answer = await rawRequest(`/api/v1/authorities/${uuid}/${path}`);
      saveFile(file, await answer.blob());
    } catch (error) {
      tellError(error);
    }
  };
  const off = probe.isPending
    ? 'It is being asked.'
    : may('authorities:write')
      ? undefined
      : 'You need the permission authorities:write.';
  return (
    <>
      <Button disabledReason={off} onPress={() => probe.mutate()}>
        Ask whether it answers
      </Button>
      <Menu
        label="Download"
        name={`Download of ${name}`}
        entries={[
          { id: 'issuers', label: 'CA certificates (PEM)', onAction: () => void fetchFile('issuers', 'issuers.pem') },
          { id: 'crl', label: 'Revocation list (DER)', onAction: () => void fetchFile('crl', 'revoked.crl') },
        ]}
      />
    </>
  );
}
