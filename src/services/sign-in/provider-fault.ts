import { visibleText } from '../../domain/notifications/visible-text';

/** Why somebody was not let in by a provider: a sentence for people, and a code for the log. */
export class ProviderFault extends Error {
  override readonly name = 'ProviderFault';
  constructor(
    readonly code: 'unreachable' | 'misconfigured' | 'refused' | 'unexpected',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A request that brought no answer, or was not allowed. `reason` follows the address in a sentence. */
export class NoAnswerFrom extends Error {
  override readonly name = 'NoAnswerFrom';
  constructor(
    readonly url: string,
    readonly reason: string,
  ) {
    super(`${url} ${reason}`);
  }
}

/** The address that an answer came from: answers that were put together here do not say. */
export type AddressOf = (answer: object) => string | undefined;

const codes: Readonly<Record<string, [ProviderFault['code'], string]>> = {
  OAUTH_HTTP_REQUEST_FORBIDDEN: [
    'misconfigured',
    'The provider announces addresses with http. If it stands behind a proxy that ends TLS, it has to be told so (X-Forwarded-Proto).',
  ],
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: [
    'misconfigured',
    'What the provider has signed is not valid at this time: the clocks of the two machines differ, or it has expired.',
  ],
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: [
    'refused',
    'What the provider has signed is for another client, another provider, or another sign-in.',
  ],
  OAUTH_RESPONSE_IS_NOT_JSON: ['misconfigured', 'The provider answered with something that is no JSON.'],
  OAUTH_PARSE_ERROR: ['misconfigured', 'The provider answered with something that cannot be read.'],
  OAUTH_KEY_SELECTION_FAILED: ['unexpected', 'The provider has changed its keys. Try again in a minute.'],
};

/**
 * What an error of the OpenID Connect library says, in a sentence with status, address and cause where there are any.
 * @param issuer of the provider as it is configured
 */
export function providerFaultOf(error: unknown, issuer: string, addressOf: AddressOf): ProviderFault {
  if (error instanceof ProviderFault) return error;
  const chain = chainOf(error);
  const fault = (code: ProviderFault['code'], text: string) => new ProviderFault(code, text, { cause: error });
  const unanswered = chain.find((one) => one instanceof NoAnswerFrom);
  if (unanswered !== undefined) return fault('unreachable', `${unanswered.url} ${unanswered.reason}.`);
  const code = chain.map((one) => textOf(one, 'code')).find((one) => one?.startsWith('OAUTH_'));
  if (code === 'OAUTH_TIMEOUT') return fault('unreachable', `The provider ${issuer} did not answer in time.`);

  const announced = chain.map(announcedIssuer).find((one) => one !== undefined);
  if (announced !== undefined) {
    return fault(
      'misconfigured',
      `The provider calls itself ${announced}, and the configured issuer is ${issuer}. They have to be the same, with every slash.`,
    );
  }
  const said = chain.find((one) => textOf(one, 'error') !== undefined && code !== undefined);
  if (said !== undefined) {
    const description = textOf(said, 'error_description');
    const text = `${textOf(said, 'error')}${description === undefined ? '' : `: ${description}`}`;
    return fault('refused', `The provider refused: ${shown(text)}.`);
  }
  const answer = chain.find((one) => one instanceof Response);
  if (answer !== undefined && !answer.ok) {
    return fault('misconfigured', `${addressOf(answer) ?? issuer} answered with status ${answer.status}.`);
  }
  const known = code === undefined ? undefined : codes[code];
  if (known !== undefined) return fault(...known);
  return fault('unexpected', `Signing in with the provider ${issuer} failed: ${shown(messageOf(error))}.`);
}

/** An error and its causes, from the outside to the inside. */
function chainOf(error: unknown): readonly object[] {
  const chain: object[] = [];
  for (
    let one = error;
    typeof one === 'object' && one !== null && chain.length < 8;
    one = (one as { cause?: unknown }).cause
  ) {
    chain.push(one);
  }
  return chain;
}

/** The library keeps the two values in the cause: `{ expected, body, attribute: 'issuer' }`. */
function announcedIssuer(one: object): string | undefined {
  if (textOf(one, 'attribute') !== 'issuer') return undefined;
  const { body } = one as { readonly body?: unknown };
  const issuer = typeof body === 'object' && body !== null ? textOf(body, 'issuer') : undefined;
  return issuer === undefined ? undefined : shown(issuer);
}

function textOf(one: object, member: string): string | undefined {
  const value = (one as Readonly<Record<string, unknown>>)[member];
  return typeof value === 'string' ? value : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'an error without words';
}

function shown(text: string): string {
  return visibleText(text).slice(0, 300).replace(/\.$/, '');
}
