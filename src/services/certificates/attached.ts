import type { MailAttachment } from '../../delivery/mail/mailer';
import { pemOf } from '../../x509/pem-writer';

/** A certificate as the attachment of a mail. @param der its exact bytes */
export function attachedCertificate(der: Uint8Array, form: 'pem' | 'der'): MailAttachment {
  if (form === 'der') return { name: 'certificate.cer', type: 'application/pkix-cert', content: Buffer.from(der) };
  return {
    ...{ name: 'certificate.pem', type: 'application/x-pem-file' },
    content: Buffer.from(pemOf('CERTIFICATE', der)),
  };
}
