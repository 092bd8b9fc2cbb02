import { line, z } from '../http/schemas';

const members = {
  kind: z.literal('step-ca'),
  url: z
    .url({ protocol: /^https$/, error: 'an address with https:// is expected' })
    .max(500)
    .openapi({ description: 'Address of the server, as its own certificates and configuration name it.' }),
  provisioner: line(1, 200).openapi({ description: 'Name of the JWK provisioner that signs for us.' }),
};

/** Settings as a request has them. */
export const stepCaSettings = z
  .strictObject({
    ...members,
    provisionerPassword: z.string().min(1).max(1_000).nullable().optional().openapi({
      writeOnly: true,
      description: 'Secret: opens the key that the server hands out with the provisioner.',
    }),
    provisionerKey: z
      .string()
      .max(10_000)
      .refine(isPrivateJwk, 'a private JWK in JSON is expected')
      .nullable()
      .optional()
      .openapi({ writeOnly: true, description: 'Secret: the private JWK, where the server hands out none.' }),
  })
  .openapi('StepCaAuthoritySettingsRequest', { description: 'An authority run with step-ca, by its own API.' });

export const stepCaSettingsView = z.strictObject(members).openapi('StepCaAuthoritySettings');

function isPrivateJwk(text: string): boolean {
  try {
    const jwk: unknown = JSON.parse(text);
    return typeof jwk === 'object' && jwk !== null && 'kty' in jwk && 'd' in jwk;
  } catch {
    return false;
  }
}
