import type { CertificateRecord } from '../../domain/certificates/certificate';
import { validationFailed, type Fault } from '../../domain/problem';
import { noCertificate, type CertificateIds } from '../../services/compat/certificate-ids';
import type { CompatCertificateSearch } from '../../services/compat/certificate-search';
import { defineRoute, type Route } from '../http/route';
import type { z } from '../http/schemas';
import { noteIgnored } from './call-notes';
import { compatTag, formatHeader, innerCalls, type OurRoutes } from './route-parts';
import { download, downloadBody, unusedOf } from './schemas';

export interface CompatDownloadDeps extends Pick<CompatCertificateSearch, 'byThumbprint' | 'bySerial'> {
  readonly ids: Pick<CertificateIds, 'get'>;
}

const formats: Readonly<Record<string, 'der' | 'pem' | 'pkcs7'>> = {
  ...{ DER: 'der', CER: 'der', PEM: 'pem', CRT: 'pem', P7B: 'pkcs7', P7C: 'pkcs7' },
};

/** The certificate as a file, with its issuers or alone; never a private key. */
export function createCompatDownloadRoute(routes: OurRoutes, deps: CompatDownloadDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/Certificates/Download',
    operationId: 'downloadCertificate',
    tag: compatTag,
    summary: 'Download a certificate',
    description: 'By its `CertID`, its `Thumbprint`, or `SerialNumber` and `IssuerDN`. Without a private key.',
    permission: 'certificates:read',
    requestHeaders: { [formatHeader]: { description: 'DER, PEM or P7B; PEM without it.', example: 'P7B' } },
    body: downloadBody,
    responses: { 200: { description: 'The file in base64', schema: download } },
    async handle(context) {
      const { body, req } = context;
      noteIgnored(
        req,
        unusedOf(body, ['CertID', 'SerialNumber', 'IssuerDN', 'Thumbprint', 'IncludeChain', 'ChainOrder']),
      );
      const format = formatOf(req.get(formatHeader));
      const withChain = body.IncludeChain === true;
      if (withChain && format === 'der') {
        throw refused('/IncludeChain', 'a chain does not go into DER: ask for PEM or P7B');
      }
      const { uuid } = await certificateOf(body, deps);
      const { raw } = await innerCalls(routes, context).call(`get /certificates/{uuid}/${format}`, {
        params: { uuid },
        query: withChain ? { chain: 'true' } : {},
      });
      const content = Buffer.from(raw as Buffer | string);
      const isRootFirst = format === 'pem' && body.ChainOrder?.toLowerCase() === 'rootfirst';
      const file = isRootFirst ? rootFirst(content.toString('ascii')) : content;
      return { status: 200, body: { Content: Buffer.from(file).toString('base64') } };
    },
  });
}

async function certificateOf(
  { CertID, Thumbprint, SerialNumber, IssuerDN }: z.output<typeof downloadBody>,
  { ids, byThumbprint, bySerial }: CompatDownloadDeps,
): Promise<CertificateRecord> {
  if (typeof CertID === 'string') return ids.get(CertID);
  const found = await (Thumbprint
    ? byThumbprint(Thumbprint)
    : SerialNumber && IssuerDN
      ? bySerial(SerialNumber, IssuerDN)
      : Promise.reject(refused('', 'CertID, Thumbprint, or SerialNumber and IssuerDN are needed', 'required')));
  if (found === null) throw noCertificate();
  return found;
}

function formatOf(header: string | undefined): 'der' | 'pem' | 'pkcs7' {
  const format = formats[(header ?? 'PEM').trim().toUpperCase()];
  if (format !== undefined) return format;
  throw refused(`/header/${formatHeader}`, 'DER, PEM or P7B is expected; private keys are not given out by this call');
}

function refused(pointer: string, detail: string, code = 'wrong_value') {
  return validationFailed([{ pointer, code, detail } satisfies Fault]);
}

/** PEM blocks in the opposite order. */
function rootFirst(pem: string): string {
  return (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g) ?? []).reverse().join('');
}
