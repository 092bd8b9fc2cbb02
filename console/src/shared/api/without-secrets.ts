const secretNames = /(password|passphrase|secret|token)$|^(apiKey|privateKey|credential)$/i;
/** Signing secrets of webhooks stand in lists. */
const signingSecret = /^whsec_/;
const shown = '***';

/** The body of a request as it may be shown: what is secret by its name is left out. Anything but JSON stays as it is. */
export function withoutSecrets(body: string): string {
  let read: unknown;
  try {
    read = JSON.parse(body);
  } catch {
    return body;
  }
  return JSON.stringify(read, (name, value: unknown) =>
    typeof value === 'string' && value !== '' && (secretNames.test(name) || signingSecret.test(value)) ? shown : value,
  );
}
