import type { AttributeDefinition } from '../../domain/attributes/attribute';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { keyKindOf } from '../../domain/compat/enrollment';
import { readMetadata, type AttributeChange } from '../../domain/compat/metadata';
import { readNames, readSubject, type SubjectPart } from '../../domain/compat/subject';
import { CertloomError, validationFailed, type Fault } from '../../domain/problem';
import type { z } from '../http/schemas';
import { pointerOfMetadata } from './metadata';
import { formatHeader } from './route-parts';
import type { pfxBody } from './schemas';

type PfxBody = z.output<typeof pfxBody>;
type RaProfiles = ReadonlyMap<string, { readonly uuid: string; readonly name: string }>;

/** What a request for a PKCS #12 file asks of our API. */
export interface PfxOrder {
  /** Undefined: that of the certificate that is renewed. */
  readonly raProfile: string | undefined;
  readonly key: { readonly kind: string; readonly format: 'pkcs12' | 'pem'; readonly password: string };
  readonly subject: readonly SubjectPart[];
  readonly names: readonly string[];
  readonly fields: Readonly<Record<string, unknown>> | undefined;
  readonly metadata: readonly AttributeChange[];
}

/**
 * Reads a request for a PKCS #12 file. All faults are told together, as `validation_failed`.
 * @param renewed null: a first certificate
 */
export function readPfxRequest(
  body: PfxBody,
  format: 'pkcs12' | 'pem',
  renewed: CertificateRecord | null,
  known: { readonly raProfiles: RaProfiles; readonly attributes: readonly AttributeDefinition[] },
): PfxOrder {
  const faults: Fault[] = [];
  const fault = (pointer: string, code: string, detail: string) => void faults.push({ pointer, code, detail });
  const raProfile = body.Template ? raProfileOf(body.Template, known.raProfiles) : undefined;
  if (body.Template && raProfile === undefined) {
    fault('/Template', 'target_missing', 'there is no RA profile of this name: create one for the template');
  } else if (!body.Template && renewed === null) {
    fault('/Template', 'required', 'the name of an RA profile is needed');
  }
  const subject = readSubject(body.Subject ?? '');
  if ('fault' in subject) faults.push(subject.fault);
  const names = readNames(body.SANs ?? {});
  faults.push(...names.faults);
  const kind = keyKindOf(body, renewed);
  if (kind === undefined) {
    fault('/KeyType', 'wrong_value', 'RSA of 2048, 3072 or 4096 bits, ECC on P-256 or P-384, or Ed25519 is expected');
  }
  if (!body.Password) fault('/Password', 'required', 'a password for the private key is needed');
  const metadata = readMetadata(body.Metadata ?? {}, known.attributes);
  faults.push(...metadata.faults);
  if (faults.length > 0) throw validationFailed(faults);
  return {
    raProfile,
    key: { kind: kind!, format, password: body.Password! },
    subject: 'parts' in subject ? subject.parts : [],
    names: names.names,
    fields: body.AdditionalEnrollmentFields ?? undefined,
    metadata: metadata.changes,
  };
}

/** Which file the key is to come in. Throws `no_store_adapter` for a certificate store. */
export function pfxFormatOf(header: string | undefined): 'pkcs12' | 'pem' {
  const format = (header ?? 'PFX').trim().toUpperCase();
  if (format === 'PFX' || format === 'PKCS12') return 'pkcs12';
  if (format === 'PEM') return 'pem';
  if (format === 'STORE') throw noStores();
  throw validationFailed([
    { pointer: `/header/${formatHeader}`, code: 'wrong_value', detail: 'PFX or PEM is expected' },
  ]);
}

export function noStores(): CertloomError {
  return new CertloomError(
    'no_store_adapter',
    'Certificates are not put into certificate stores by this API. A renewal handler replaces files, and scripts and webhooks do what else is needed.',
  );
}

/** The places of our request as those of the one that it came from. */
export function pfxPointer(pointer: string, { metadata }: Pick<PfxOrder, 'metadata'>): string {
  return pointerOfMetadata(pointer, metadata)
    .replace(/^\/key\/password/, '/Password')
    .replace(/^\/key\/kind/, '/KeyType')
    .replace(/^\/raProfile/, '/Template')
    .replace(/^\/subject\b.*/, '/Subject')
    .replace(/^\/names\b.*/, '/SANs')
    .replace(/^\/fields/, '/AdditionalEnrollmentFields');
}

/** By name, without regard to case where no name is exactly this one; or by uuid. */
function raProfileOf(template: string, raProfiles: RaProfiles): string | undefined {
  const all = [...raProfiles.values()];
  const lower = template.toLowerCase();
  const found =
    all.find(({ name }) => name === template) ??
    all.find(({ uuid, name }) => name.toLowerCase() === lower || uuid === lower);
  return found?.uuid;
}
