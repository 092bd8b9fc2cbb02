import { zipSync } from 'fflate';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { CertloomError } from '../../domain/problem';
import { issuersOf } from '../../services/certificates/chain';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { IssuerStore } from '../../store/certificates/issuers';
import { pemOf } from '../../x509/pem-writer';
import { certificatesToPkcs7 } from '../../x509/pkcs7-writer';
import { asciiName, attachment } from '../http/file-names';
import { defineRoute, type RawContent, type Reply, type Route } from '../http/route';
import { flag, uuidPath, z } from '../http/schemas';

export interface CertificateContentDeps {
  readonly inventory: Pick<CertificateInventory, 'find' | 'content' | 'contents'>;
  readonly issuers: Pick<IssuerStore, 'named'>;
}

/** One certificate of a download. */
interface Held {
  readonly name: string;
  readonly der: Buffer;
}

interface Format {
  readonly type: string;
  readonly extension: string;
  readonly content: RawContent;
  /** The certificate first, then its issuers. */
  readonly write: (certificates: readonly Held[]) => Buffer | string;
}

const formats = {
  pem: {
    type: 'application/x-pem-file',
    extension: 'pem',
    content: { kind: 'text', description: 'PEM (RFC 7468).' },
    write: (certificates) => certificates.map(({ der }) => pemOf('CERTIFICATE', der)).join(''),
  },
  der: {
    type: 'application/pkix-cert',
    extension: 'cer',
    content: { kind: 'binary', description: 'The exact DER.' },
    write: ([first]) => first?.der ?? '',
  },
  pkcs7: {
    type: 'application/pkcs7-mime',
    extension: 'p7b',
    content: { kind: 'binary', description: 'PKCS #7 with certificates only, as DER.' },
    write: (certificates) => certificatesToPkcs7(certificates.map(({ der }) => der)),
  },
  zip: {
    type: 'application/zip',
    extension: 'zip',
    content: { kind: 'binary', description: 'A ZIP file: each certificate as PEM, and `chain.pem` with all of them.' },
    write: zipOf,
  },
} as const satisfies Record<string, Format>;
type FormatName = keyof typeof formats;
const formatNames = Object.keys(formats) as FormatName[];

const chainQuery = z.strictObject({
  chain: flag.optional().openapi({
    description:
      'With `true` the issuers that the inventory holds follow, found by name and key identifier; signatures are not checked.',
  }),
});
const noun: Readonly<Record<FormatName, string>> = { pem: 'PEM', der: 'DER', pkcs7: 'PKCS #7', zip: 'ZIP' };

/** The bytes of a certificate, alone or with its issuers, named after its subject. */
export function createCertificateContentRoutes(deps: CertificateContentDeps): Route[] {
  const shared = { method: 'get', tag: 'Certificates', permission: 'certificates:read', params: uuidPath } as const;
  const single = ([name, suffix]: readonly [FormatName, string]) =>
    defineRoute({
      ...shared,
      path: `/certificates/{uuid}/${name}`,
      operationId: `getCertificate${suffix}`,
      summary: `Get the ${noun[name]} of a certificate`,
      ...(name === 'der' ? {} : { query: chainQuery }),
      responses: { 200: { description: 'The certificate', raw: { [formats[name].type]: formats[name].content } } },
      handle: ({ params, query }) => download(deps, params.uuid, name, query?.chain === true),
    });
  return [
    ...(
      [
        ['der', 'Der'],
        ['pem', 'Pem'],
        ['pkcs7', 'Pkcs7'],
        ['zip', 'Zip'],
      ] as const
    ).map(single),
    defineRoute({
      ...shared,
      path: '/certificates/{uuid}/content',
      operationId: 'getCertificateContent',
      summary: 'Get a certificate in the format of your choice',
      description: 'The header `Accept` decides: PEM unless it asks for another one. DER is always one certificate.',
      query: chainQuery,
      responses: {
        200: {
          description: 'The certificate',
          raw: Object.fromEntries(formatNames.map((name) => [formats[name].type, formats[name].content])),
        },
      },
      async handle({ params, query, req }) {
        const asked = req.accepts(formatNames.map((name) => formats[name].type));
        const name = formatNames.find((one) => formats[one].type === asked) ?? 'pem';
        const reply = await download(deps, params.uuid, name, query.chain === true);
        return { ...reply, headers: { ...reply.headers, Vary: 'Accept' } };
      },
    }),
  ];
}

async function download(
  { inventory, issuers }: CertificateContentDeps,
  uuid: string,
  format: FormatName,
  withChain: boolean,
): Promise<Reply> {
  const [record, der] = await Promise.all([inventory.find(uuid), inventory.content(uuid)]);
  if (record === null || der === null) throw new CertloomError('not_found', 'There is no such certificate.');
  const above = withChain ? await issuersOf(record, issuers) : [];
  const contents = await inventory.contents(above.map((issuer) => issuer.uuid));
  const certificates = [
    { name: nameOf(record), der },
    ...above.flatMap((issuer) => {
      const content = contents.get(issuer.uuid);
      return content === undefined ? [] : [{ name: issuer.commonName ?? issuer.subjectDn, der: content }];
    }),
  ];
  const { type, extension, write } = formats[format];
  const disposition = attachment(nameOf(record), uuid, extension);
  return {
    status: 200,
    raw: write(certificates),
    headers: { 'Content-Type': type, 'Content-Disposition': disposition },
  };
}

/** What people call it, without the type of a name. */
function nameOf({ commonName, subjectAlternativeNames, subjectDn }: CertificateRecord): string {
  return commonName ?? subjectAlternativeNames[0]?.replace(/^\w+:/, '') ?? subjectDn;
}

/** Numbered, so that names may be alike and the order is that of the chain. Without times, so that equal is equal. */
function zipOf(certificates: readonly Held[]): Buffer {
  const files = certificates.map(
    ({ name, der }, index) =>
      [
        `${String(index + 1).padStart(2, '0')}-${asciiName(name, 'certificate')}.pem`,
        pemOf('CERTIFICATE', der),
      ] as const,
  );
  const all = files.length > 1 ? [...files, ['chain.pem', files.map(([, pem]) => pem).join('')] as const] : files;
  const entries = Object.fromEntries(all.map(([name, pem]) => [name, Buffer.from(pem)]));
  return Buffer.from(zipSync(entries, { mtime: '1980-01-01T00:00:00' }));
}
