import type { MappingContext } from '../foreign-kind';
import type { Place } from '../ledger';
import { givenText, isSecretParameter, secretOf } from './step-secrets';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const reserved =
  /^(?:authorization|proxy-authorization|cookie|host|content-length|transfer-encoding|idempotency-key)$/i;
const variable = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

/** Settings of a step that calls a service. */
export function restSettings(parameters: Place, step: string, isOAuth: boolean, context: MappingContext): object {
  const verb = parameters.at('Verb').text()?.trim().toUpperCase() ?? 'GET';
  const method = methods.find((one) => one === verb);
  if (method === undefined)
    parameters.at('Verb').note('method_unknown', 'there is no such method here; it becomes GET');
  const property = parameters.at('DataBucketProperty');
  const resultVariable = property.text() ?? '';
  const isNamed = variable.test(resultVariable);
  if (resultVariable !== '' && !isNamed)
    property.note('name_changed', 'names of variables hold letters, digits and _: the answer is not kept');
  const url = parameters.at('URL');
  const body = parameters.at('RequestContent').text() ?? '';
  const contentType = parameters.at('ContentType').text() ?? '';
  return {
    ...{ method: method ?? 'GET', url: url.text() ?? '', headers: headersOf(parameters.at('Headers')) },
    ...(contentType === '' ? {} : { contentType }),
    ...(body === '' ? {} : { body }),
    ...(isNamed ? { resultVariable } : {}),
    auth: isOAuth ? oauth(parameters, step, context) : basic(parameters, step, context),
  };
}

/** Each name has a list of values. */
function headersOf(place: Place): Readonly<Record<string, string>> {
  if (place.peek === null || place.members().length === 0) place.take();
  const found: [string, string][] = [];
  for (const [name, value] of place.members()) {
    if (reserved.test(name)) {
      value.secret();
      value.refuse(
        'header_reserved',
        'this header is not set by hand: the authentication of the step or its connection does',
      );
    } else if (isSecretParameter(name, value)) {
      value.secret();
      value.refuse(
        'header_secret',
        'by its name it may be a secret, which headers do not hold: a connection with an API key sends it',
      );
    } else found.push([name, value.texts().join(', ')]);
  }
  return Object.fromEntries(found);
}

function basic(parameters: Place, step: string, context: MappingContext): object {
  const isUsed = parameters.at('UseBasicAuth').flag() ?? false;
  const [name, password] = [parameters.at('BasicUsername'), parameters.at('BasicPassword')];
  if (!isUsed) {
    for (const place of [name, password]) {
      if (givenText(place) === undefined) place.take();
      else {
        place.secret();
        place.refuse('not_used', 'the step does not use it');
      }
    }
    return { type: 'none' };
  }
  const secretRef = secretOf(password, { step, parameter: 'BasicPassword' }, context);
  return { type: 'basic', username: valueOf(name, 'user'), secretRef };
}

function oauth(parameters: Place, step: string, context: MappingContext): object {
  const [scope, audience] = ['scope', 'audience'].map((member) => parameters.at(member).text() ?? '');
  return {
    type: 'oauth_client_credentials',
    tokenUrl: valueOf(parameters.at('TokenEndpoint'), 'https://token-endpoint.invalid/'),
    clientId: valueOf(parameters.at('client_id'), 'client-id'),
    scope: scope === '' ? null : scope,
    audience: audience === '' ? null : audience,
    secretRef: secretOf(parameters.at('client_secret'), { step, parameter: 'client_secret' }, context),
  };
}

/** A text that exports leave out as they do secrets, or what stands in its place until somebody fills it in. */
function valueOf(place: Place, instead: string): string {
  const value = givenText(place);
  place.take();
  if (value === undefined)
    place.note(
      'value_missing',
      `the export does not have it: ${instead} stands in its place until somebody fills it in`,
    );
  return value ?? instead;
}
