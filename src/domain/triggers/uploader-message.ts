/** The message of an ignore trigger for whoever uploads: what its template may name, and what stands there. */
import type { CertificateFacts } from '../certificates/certificate';
import { certificatePlaceholders, type PlaceholderShape } from '../notifications/placeholders';
import { certificateValues } from '../notifications/template-data';
import { visibleText } from '../notifications/visible-text';

/** Characters of a template, and of what becomes of it. */
export const messageLimits = { template: 2_000, text: 1_000 } as const;

/** What an upload is known by before it is stored. */
type KnownFact = Exclude<keyof typeof certificatePlaceholders, 'uuid' | 'state' | 'validationStatus'>;

const notKnown: readonly string[] = ['uuid', 'state', 'validationStatus'];
const knownFacts = (Object.keys(certificatePlaceholders) as (keyof typeof certificatePlaceholders)[]).filter(
  (name): name is KnownFact => !notKnown.includes(name),
);

/** Every placeholder of a message by its dotted path. */
export const messagePlaceholders: ReadonlyMap<string, PlaceholderShape> = new Map<string, PlaceholderShape>([
  ['trigger.name', 'scalar'],
  ['uploader.name', 'scalar'],
  ...knownFacts.map((name): [string, PlaceholderShape] => [`certificate.${name}`, certificatePlaceholders[name]]),
]);

/**
 * What a message is rendered with.
 * @param facts null when the certificate is not known any more: its placeholders are empty then
 */
export function messageData(
  trigger: { readonly name: string },
  uploader: { readonly name: string },
  facts: CertificateFacts | null,
): Record<string, unknown> {
  return {
    trigger: { name: visibleText(trigger.name) },
    uploader: { name: visibleText(uploader.name) },
    certificate: certificateValues(facts, knownFacts),
  };
}
