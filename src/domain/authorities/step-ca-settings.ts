/** A certification authority that is run with step-ca, by the API of its own. */
export interface StepCaSettings {
  readonly kind: 'step-ca';
  /** Address of the server, without a path. */
  readonly url: string;
  /** Name of the JWK provisioner under which certificates are asked for. */
  readonly provisioner: string;
}

/**
 * Secrets of the settings. The password opens the key that the server hands out with the provisioner; the key, a private
 * JWK (RFC 7517), is for servers that hand out none. Neither is ever sent.
 */
export const stepCaSecrets = ['provisionerPassword', 'provisionerKey'] as const;

export function stepCaAddress({ url }: StepCaSettings): string {
  return new URL(url).origin;
}
