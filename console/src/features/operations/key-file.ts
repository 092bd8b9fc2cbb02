import { saveFile } from '../../shared/list/save-file';
import type { DeliveredKey } from './queries';

/** Gives a private key to the browser's downloads, under the name of its certificate. */
export function saveKeyFile(name: string, delivered: DeliveredKey): void {
  saveFile(fileName(name, delivered.format), blobOf(delivered));
}

function fileName(name: string, format: DeliveredKey['format']): string {
  const plain = name.replaceAll(/[^\w.-]+/g, '_').slice(0, 80) || 'certificate';
  return `${plain}.${format === 'pkcs12' ? 'p12' : 'pem'}`;
}

function blobOf({ format, content }: DeliveredKey): Blob {
  if (format === 'pem') return new Blob([content], { type: 'application/x-pem-file' });
  const bytes = Uint8Array.from(window.atob(content), (char) => char.charCodeAt(0));
  return new Blob([bytes], { type: 'application/x-pkcs12' });
}
