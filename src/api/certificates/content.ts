import { CertloomError } from '../../domain/problem';
import type { CertificateInventory } from '../../store/certificates/inventory';
import { defineRoute, type Reply, type Route } from '../http/route';
import { uuidPath } from '../http/schemas';

const der = 'application/pkix-cert';
const pem = 'application/x-pem-file';
const asDer = { [der]: { kind: 'binary', description: 'The exact DER.' } } as const;
const asPem = { [pem]: { kind: 'text', description: 'PEM (RFC 7468).' } } as const;

/** The bytes of a certificate, as DER or PEM (RFC 7468, section 5). */
export function createCertificateContentRoutes(inventory: Pick<CertificateInventory, 'content'>): Route[] {
  const shared = { method: 'get', tag: 'Certificates', permission: 'certificates:read', params: uuidPath } as const;
  return [
    defineRoute({
      ...shared,
      path: '/certificates/{uuid}/der',
      operationId: 'getCertificateDer',
      summary: 'Get the DER of a certificate',
      responses: { 200: { description: 'The certificate', raw: asDer } },
      handle: async ({ params }) => derReply(params.uuid, await contentOf(inventory, params.uuid)),
    }),
    defineRoute({
      ...shared,
      path: '/certificates/{uuid}/pem',
      operationId: 'getCertificatePem',
      summary: 'Get the PEM of a certificate',
      responses: { 200: { description: 'The certificate', raw: asPem } },
      handle: async ({ params }) => pemReply(params.uuid, await contentOf(inventory, params.uuid)),
    }),
    defineRoute({
      ...shared,
      path: '/certificates/{uuid}/content',
      operationId: 'getCertificateContent',
      summary: 'Get a certificate as DER or PEM',
      description: `The header \`Accept\` decides: PEM (\`${pem}\`) unless it asks for \`${der}\`.`,
      responses: { 200: { description: 'The certificate', raw: { ...asPem, ...asDer } } },
      async handle({ params, req }) {
        const content = await contentOf(inventory, params.uuid);
        const reply = req.accepts([pem, der]) === der ? derReply(params.uuid, content) : pemReply(params.uuid, content);
        return { ...reply, headers: { ...reply.headers, Vary: 'Accept' } };
      },
    }),
  ];
}

async function contentOf(inventory: Pick<CertificateInventory, 'content'>, uuid: string): Promise<Buffer> {
  const content = await inventory.content(uuid);
  if (content === null) throw new CertloomError('not_found', 'There is no such certificate.');
  return content;
}

/** The file is named by uuid: a common name could be anything. */
function derReply(uuid: string, content: Buffer): Reply {
  return { status: 200, raw: content, headers: fileHeaders(der, `${uuid}.cer`) };
}

function pemReply(uuid: string, content: Buffer): Reply {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  const text = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  return { status: 200, raw: text, headers: fileHeaders(pem, `${uuid}.pem`) };
}

function fileHeaders(type: string, name: string): Record<string, string> {
  return { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"` };
}
