import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { rawRequest } from '../../shared/api/raw';
import { saveFile } from '../../shared/list/save-file';
import { useMay } from '../../shared/session/me';
import { Menu } from '../../shared/ui/menu';
import { tell, tellError } from '../../shared/ui/toasts';
import { nameOf } from './columns';
import type { Certificate } from './queries';
import { RevokeDialog } from './revoke-dialog';

const formats = [
  { id: 'pem', label: 'PEM', query: '' },
  { id: 'pem', label: 'PEM with its chain', query: '?chain=true' },
  { id: 'der', label: 'DER', query: '' },
  { id: 'pkcs7', label: 'PKCS #7 with its chain', query: '?chain=true' },
] as const;

/** What can be done with a certificate, as far as the person may. */
export function CertificateActions({ certificate }: { readonly certificate: Certificate }) {
  const { uuid, state, revision, archived } = certificate;
  const may = useMay();
  const client = useQueryClient();
  const [isRevoking, setRevoking] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: ['certificate', uuid] });
  const done = (sentence: string) => ({
    onError: tellError,
    async onSuccess() {
      tell(sentence);
      await refresh();
    },
  });
  const validate = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/certificates/{uuid}/validate', { params: { path: { uuid } } })),
    ...done('It is validated again.'),
  });
  const renew = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/certificates/{uuid}/renew', { params: { path: { uuid } }, body: {} })),
    ...done('The renewal is requested.'),
  });
  const acknowledge = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/api/v1/expiring/{certificateUuid}/acknowledge', {
          params: { path: { certificateUuid: uuid } },
          body: {},
        }),
      ),
    ...done('Acknowledged: nobody is told of its end any more.'),
  });
  const archive = useMutation({
    mutationFn: () =>
      dataOf(
        api.PATCH('/api/v1/certificates/{uuid}', {
          params: { path: { uuid }, header: { 'If-Match': `"${revision}"` } },
          body: { archived: !archived },
        }),
      ),
    ...done(archived ? 'It is back from the archive.' : 'It is in the archive.'),
  });
  const download = async (format: (typeof formats)[number]) => {
    const answer = await rawRequest(`/api/v1/certificates/${uuid}/${format.id}${format.query}`);
    const name =
      nameOf(certificate)
        .replaceAll(/[^\w.-]+/g, '_')
        .slice(0, 80) || 'certificate';
    saveFile(`${name}.${format.id === 'pkcs7' ? 'p7b' : format.id}`, await answer.blob());
  };
  const isIssued = state === 'issued';
  const onlyIssued = isIssued ? undefined : 'Only an issued certificate.';
  return (
    <>
      <Menu
        label="Download"
        entries={formats.map((format) => ({
          id: format.label,
          label: format.label,
          onAction: () => void download(format).catch(tellError),
        }))}
      />
      <Menu
        label="Actions"
        kind="primary"
        entries={[
          ...(may('certificates:write')
            ? [{ id: 'validate', label: 'Validate again', onAction: () => validate.mutate() }]
            : []),
          ...(may('certificates:renew')
            ? [
                {
                  id: 'renew',
                  label: 'Renew with the same key',
                  onAction: () => renew.mutate(),
                  disabledReason: onlyIssued,
                },
              ]
            : []),
          ...(may('expiring:write')
            ? [{ id: 'acknowledge', label: 'Acknowledge its end', onAction: () => acknowledge.mutate() }]
            : []),
          ...(may('certificates:write')
            ? [
                {
                  id: 'archive',
                  label: archived ? 'Take out of the archive' : 'Archive',
                  onAction: () => archive.mutate(),
                },
              ]
            : []),
          ...(may('certificates:revoke')
            ? [
                {
                  id: 'revoke',
                  label: 'Revoke …',
                  isDangerous: true,
                  onAction: () => setRevoking(true),
                  disabledReason: onlyIssued,
                },
              ]
            : []),
          { id: 'refresh', label: 'Refresh', onAction: () => void refresh() },
        ]}
      />
      <RevokeDialog certificate={certificate} isOpen={isRevoking} onClose={() => setRevoking(false)} />
    </>
  );
}
