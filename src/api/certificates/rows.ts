import type { AttributeContent, AttributeDefinition, AttributeValues } from '../../domain/attributes/attribute';
import { extendedKeyUsageName } from '../../domain/certificates/extended-key-usages';
import { cutText } from '../../domain/notifications/visible-text';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { ListedCertificate } from '../../store/certificates/listed';
import type { ShownNames } from '../../store/certificates/shown-names';
import type { z } from '../http/schemas';
import { toAttributeList, type certificateRow } from './schemas';

/** What rows show beside what all lists read. */
export const rowParts = ['curve', 'securityBits', 'signatureAlgorithm', 'extendedKeyUsage'] as const;

export type RowFacts = ListedCertificate<(typeof rowParts)[number]>;
type Row = z.input<typeof certificateRow>;
type Attributes = ReadonlyMap<string, Pick<AttributeDefinition, 'visible'>>;

/** What a row shows of attributes: a page of rows has to stay readable. */
const mostValues = 20;
const longestText = 300;
const mostCharacters = 5_000;
/** Of a certificate that was deleted meanwhile. */
const noNames: ShownNames = { shownNames: [], nameCount: 0 };

export interface RowDeps {
  readonly inventory: Pick<CertificateInventory, 'shownNames' | 'attributesOf'>;
  readonly directory: { snapshot(): Promise<{ readonly attributes: Attributes }> };
}

/** The rows of a page. */
export async function toCertificateRows(
  { inventory, directory }: RowDeps,
  certificates: readonly RowFacts[],
): Promise<Row[]> {
  if (certificates.length === 0) return [];
  const uuids = certificates.map(({ uuid }) => uuid);
  const [names, shown] = await Promise.all([
    inventory.shownNames(uuids),
    attributesOf({ inventory, directory }, uuids),
  ]);
  return certificates.map((certificate) => ({
    ...toRow(certificate, names.get(certificate.uuid) ?? noNames),
    customAttributes: shown.get(certificate.uuid) ?? [],
  }));
}

/** What is shown of attributes, by uuid; nothing is read where none is visible. */
async function attributesOf({ inventory, directory }: RowDeps, uuids: readonly string[]) {
  const shown = new Map<string, Row['customAttributes']>();
  const { attributes: definitions } = await directory.snapshot();
  if (![...definitions.values()].some(({ visible }) => visible)) return shown;
  for await (const { uuid, attributes } of inventory.attributesOf(uuids)) {
    shown.set(uuid, shownAttributes(attributes, definitions));
  }
  return shown;
}

function toRow(certificate: RowFacts, { shownNames, nameCount }: ShownNames): Omit<Row, 'customAttributes'> {
  const { uuid, commonName, subjectDn, issuerDn, serialNumber, fingerprint, notBefore, notAfter } = certificate;
  const { state, validationStatus, subjectType, keyAlgorithm, keySize, groups, raProfile, owner } = certificate;
  const { archived, source, createdAt, updatedAt, revision } = certificate;
  const { curve, securityBits, signatureAlgorithm, extendedKeyUsage } = certificate;
  return {
    ...{ uuid, commonName, subjectDn, issuerDn, serialNumber, fingerprint },
    ...{ notBefore: toText(notBefore), notAfter: toText(notAfter), state, validationStatus, subjectType },
    ...{ keyAlgorithm, keySize, curve, securityBits, signatureAlgorithm },
    extendedKeyUsage: [...extendedKeyUsage],
    extendedKeyUsageNames: extendedKeyUsage.map(extendedKeyUsageName),
    ...{ groups: [...groups], raProfile, owner, archived, source, revision },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    subjectAlternativeNames: [...shownNames],
    subjectAlternativeNameCount: nameCount,
  };
}

function shownAttributes(values: AttributeValues, definitions: Attributes): Row['customAttributes'] {
  let left = mostCharacters;
  return toAttributeList(values)
    .filter(({ uuid }) => definitions.get(uuid)?.visible === true)
    .map((attribute) => {
      const content = attribute.content.slice(0, mostValues).flatMap((value) => {
        const shown = cut(value);
        left -= JSON.stringify(shown).length;
        return left < 0 ? [] : [shown];
      });
      return { ...attribute, content };
    });
}

function cut({ data, reference }: AttributeContent) {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  const shown = text.length <= longestText || data instanceof Date ? data : cutText(text, longestText);
  return { data: shown, ...(reference === undefined ? {} : { reference: cutText(reference, longestText) }) };
}

function toText(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
