import { rawRequest } from '../../shared/api/raw';
import { saveFile } from '../../shared/list/save-file';
import { Menu } from '../../shared/ui/menu';
import { tellError } from '../../shared/ui/toasts';

const formats = [
  { label: 'PEM', path: 'pem', extension: 'pem' },
  { label: 'PEM with its chain', path: 'pem?chain=true', extension: 'pem' },
  { label: 'DER', path: 'der', extension: 'der' },
  { label: 'PKCS #7 with its chain', path: 'pkcs7?chain=true', extension: 'p7b' },
  { label: 'ZIP of the chain, each as PEM', path: 'zip?chain=true', extension: 'zip' },
] as const;

export interface DownloadMenuProps {
  readonly uuid: string;
  readonly name: string;
  readonly label?: string;
}

/** The certificate in the forms that programs take. */
export function DownloadMenu({ uuid, name, label = 'Download' }: DownloadMenuProps) {
  const download = async ({ path, extension }: (typeof formats)[number]) => {
    const answer = await rawRequest(`/api/v1/certificates/${uuid}/${path}`);
    const plain = name.replaceAll(/[^\w.-]+/g, '_').slice(0, 80) || 'certificate';
    saveFile(`${plain}.${extension}`, await answer.blob());
  };
  return (
    <Menu
      label={label}
      entries={formats.map((format) => ({
        id: format.label,
        label: format.label,
        onAction: () => void download(format).catch(tellError),
      }))}
    />
  );
}
