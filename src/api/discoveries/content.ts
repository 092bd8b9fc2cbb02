import type { Request } from 'express';
import type { Found, Gap } from '../../domain/discoveries/discovery';
import { placeInWords, type Place } from '../../domain/discoveries/places';
import { CertloomError, isCertloomError } from '../../domain/problem';
import { createTurns } from '../../store/database/turns';
import type { Piece } from '../../services/discoveries/intake';
import { decodeCertificateField } from '../../x509/certificate-field';
import { parseUpload } from '../../x509/parse-upload';
import { faultsOf } from '../http/faults';
import { instant, line, z } from '../http/schemas';

const mostRows = 10_000;
export const jsonLinesType = 'application/x-ndjson';

const placeMembers = {
  host: line(1, 255).optional(),
  port: z.number().int().min(1).max(65_535).optional(),
  sni: line(1, 255).optional(),
  protocol: line(1, 40).optional(),
  path: line(1, 1_000).optional(),
};

/** One certificate, or several in one file, and where it was seen. */
export const pushedRow = z
  .strictObject({
    certificate: z
      .string()
      .min(1)
      .max(15_000_000)
      .openapi({ description: 'PEM text, or the base64 of PEM, DER or PKCS #7.' }),
    ...placeMembers,
    seenAt: instant.optional().openapi({ description: 'Left out: now.' }),
  })
  .openapi('PushedRow');

export const pushedBody = z.strictObject({ rows: z.array(pushedRow).min(1).max(mostRows) }).openapi('PushedContent');

export const pushedRawBodies = {
  [jsonLinesType]: { kind: 'text', description: 'JSON Lines: one object a line, as in `rows`.' },
  'application/pkix-cert': { kind: 'binary', description: 'One certificate as DER.' },
  'application/x-pem-file': { kind: 'binary', description: 'One certificate or several as PEM.' },
  'application/pkcs7-mime': { kind: 'binary', description: 'PKCS #7 with certificates, DER or PEM.' },
} as const;

export interface Limits {
  readonly maxCertificates: number;
  readonly maxBytes: number;
}

/** What was sent, whichever way. A row that cannot be read is a gap, and harms no other. */
export async function pushedPiece(
  body: z.output<typeof pushedBody> | undefined,
  req: Request,
  place: Place,
  limits: Limits,
): Promise<Piece> {
  if (body !== undefined)
    return rowsOf(
      body.rows.map((row) => ({ row })),
      limits,
    );
  const raw: unknown = req.body;
  if (!Buffer.isBuffer(raw)) throw new CertloomError('invalid_request', 'The request needs a body.');
  if (req.is(jsonLinesType) !== false) return rowsOf(linesOf(raw), limits);
  const items = await parseUpload(raw, limits);
  const found = items.flatMap((item): Found[] => ('error' in item ? [] : [{ der: item.certificate.der, place }]));
  return { found, gaps: items.flatMap((item) => ('error' in item ? [gapOf(item.error, place, item.index)] : [])) };
}

type Line = { readonly row: z.output<typeof pushedRow> } | { readonly fault: string };

function linesOf(raw: Buffer): Line[] {
  const lines = raw
    .toString('utf8')
    .split('\n')
    .filter((text) => text.trim() !== '');
  if (lines.length > mostRows) throw new CertloomError('payload_too_large', `At most ${mostRows} rows come at once.`);
  return lines.map((text): Line => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return { fault: 'the line is not valid JSON' };
    }
    const read = pushedRow.safeParse(value, { reportInput: true });
    if (read.success) return { row: read.data };
    const [first] = faultsOf(read.error, '', pushedRow);
    return { fault: `${first?.detail ?? 'the row is not valid'} at ${first?.pointer ?? '/'}` };
  });
}

async function rowsOf(lines: readonly Line[], limits: Limits): Promise<Piece> {
  const found: Found[] = [];
  const gaps: Gap[] = [];
  const turns = createTurns();
  for (const [index, given] of lines.entries()) {
    await turns.give();
    if ('fault' in given) {
      gaps.push({ kind: 'unreadable_row', place: `row ${index + 1}`, detail: given.fault });
      continue;
    }
    const { certificate, seenAt, ...where } = given.row;
    const place = known(where);
    try {
      for (const item of await parseUpload(decodeCertificateField(certificate), limits)) {
        if ('error' in item) gaps.push(gapOf(item.error, place, index));
        else found.push({ der: item.certificate.der, place, ...(seenAt === undefined ? {} : { seenAt }) });
      }
    } catch (error) {
      if (!isCertloomError(error)) throw error;
      gaps.push(gapOf(error, place, index));
    }
  }
  return { found, gaps };
}

/** Without members that are not known. */
export function known(place: { readonly [member in keyof Place]?: Place[member] | undefined }): Place {
  return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined));
}

function gapOf({ code, detail }: CertloomError, place: Place, index: number): Gap {
  const words = placeInWords(place);
  return { kind: code, place: words === '' ? `row ${index + 1}` : `row ${index + 1}: ${words}`, detail };
}
