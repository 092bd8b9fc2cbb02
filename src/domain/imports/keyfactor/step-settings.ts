import type { MappingContext } from '../foreign-kind';
import type { Place } from '../ledger';
import { mapped } from '../options';
import { profileNamed } from './handler';
import { scriptNameOf } from './script';
import { restSettings } from './rest-step';
import { apartOf } from './step-secrets';

export interface StepMapping {
  readonly type: string;
  readonly settings: object;
}

interface GivenStep {
  readonly place: Place;
  readonly parameters: Place;
  readonly uniqueName: string;
}

type StepMapper = (step: GivenStep, context: MappingContext) => StepMapping;

const listed = (place: Place) => [...place.texts()].filter((one) => one.trim() !== '');
const textOf = (place: Place) => place.text() ?? '';

function mailOf(parameters: Place, prefix: string) {
  const recipients = listed(parameters.at(`${prefix}Recipients`));
  const [subject, message] = [textOf(parameters.at(`${prefix}Subject`)), textOf(parameters.at(`${prefix}Message`))];
  return { recipients, subject: subject.replace(/\s*[\r\n]+\s*/g, ' '), message };
}

/** Parameters of a script, whose values may be texts with tokens. Of secrets the script is given the names. */
function scriptParameters({ parameters, uniqueName: step }: GivenStep, context: MappingContext): object {
  const place = parameters.at('ScriptParameters');
  if (place.members().length === 0) place.take();
  const parts = place
    .members()
    .map(([parameter, value]) => [parameter, apartOf(value, { step, parameter }, context)] as const);
  const secrets = new Set(parts.flatMap(([, part]) => part.secrets));
  const plain = parts.filter((one) => one[1].plain !== undefined);
  return {
    parameters: Object.fromEntries(plain.map(([parameter, part]) => [parameter, part.plain])),
    ...(secrets.size === 0 ? {} : { secrets: [...secrets] }),
  };
}

/** A step of Command by its extension: one line each. */
const mappers: Readonly<Record<string, StepMapper>> = {
  Email: ({ parameters }) => ({ type: 'email', settings: mailOf(parameters, '') }),
  RequireApproval: (step, context) => ({ type: 'require_approval', settings: approvalSettings(step, context) }),
  PowerShell: (step, context) => ({
    type: 'set_variables',
    settings: {
      ...{ runtime: 'pwsh', windows: true, reuse: true, content: textOf(step.parameters.at('ScriptContent')) },
      ...scriptParameters(step, context),
    },
  }),
  CustomPowerShell: (step, context) => ({ type: 'custom_script', settings: customScriptSettings(step, context) }),
  RESTRequest: ({ parameters, uniqueName }, context) => ({
    type: 'rest_request',
    settings: restSettings(parameters, uniqueName, false, context),
  }),
  OAuthRESTRequest: ({ parameters, uniqueName }, context) => ({
    type: 'rest_request',
    settings: restSettings(parameters, uniqueName, true, context),
  }),
  ExpirationRenewal: (step, context) => ({ type: 'renew_certificate', settings: renewalSettings(step, context) }),
  UpdateMetadata: ({ parameters }) => ({
    type: 'update_attribute',
    settings: { name: textOf(parameters.at('Name')), value: parameters.at('Value').take() ?? '' },
  }),
  EnrollStep: () => ({ type: 'enroll', settings: {} }),
  RevokeStep: () => ({ type: 'revoke', settings: {} }),
};

/** What a step becomes; a placeholder, which keeps the definition from being published, where nothing here is like it. */
export function stepMapping(extension: string, step: GivenStep, context: MappingContext): StepMapping {
  const mapper = Object.hasOwn(mappers, extension) ? mappers[extension] : undefined;
  if (mapper !== undefined) {
    const mapping = mapper(step, context);
    keepUnread(step.parameters, extension);
    return mapping;
  }
  step.place
    .at('ExtensionName')
    .note('unsupported_step', `"${extension}" has no counterpart here: put another step in its place`);
  step.parameters.keep('unsupported_step', 'it is kept, for whoever puts another step in its place');
  return { type: 'placeholder', settings: { extensionName: extension === '' ? 'unknown' : extension.slice(0, 200) } };
}

/** Names that each extension has here; anything else is kept. */
const known: Readonly<Record<string, readonly string[]>> = {
  Email: ['Subject', 'Message', 'Recipients'],
  RequireApproval: [
    ...['MinimumApprovals', 'RequesterCanApprove'],
    ...['Subject', 'Message', 'Recipients'].flatMap((one) => [`ApprovalEmail${one}`, `DenialEmail${one}`]),
  ],
  PowerShell: ['ScriptParameters', 'ScriptContent'],
  CustomPowerShell: ['ScriptName', 'ScriptParameters', 'UsePowerShell5.1'],
  RESTRequest: [
    ...['Headers', 'DataBucketProperty', 'Verb', 'URL', 'ContentType', 'RequestContent'],
    ...['UseBasicAuth', 'BasicUsername', 'BasicPassword'],
  ],
  OAuthRESTRequest: [
    ...['Headers', 'DataBucketProperty', 'Verb', 'URL', 'ContentType', 'RequestContent'],
    ...['client_id', 'client_secret', 'TokenEndpoint', 'scope', 'audience'],
  ],
  ExpirationRenewal: [
    ...['Template', 'TemplateName', 'EnrollmentPattern', 'EnrollmentPatternName', 'CA', 'PushToCertStore'],
    ...['KeyAlgorithm', 'KeySize', 'Curve'],
  ],
  UpdateMetadata: ['Name', 'Value'],
};

function keepUnread(parameters: Place, extension: string): void {
  if (parameters.members().length === 0) parameters.take();
  for (const [name, place] of parameters.members()) {
    if (known[extension]?.includes(name) !== true)
      place.keep('parameter_unmapped', 'steps of this kind have no such parameter here');
  }
}

function approvalSettings({ place, parameters }: GivenStep, { options, find }: MappingContext): object {
  const roles = new Set<string>();
  for (const signal of place.at('Signals').items()) {
    signal.at('SignalName').take();
    const ids = signal.at('RoleIds');
    if (ids.items().length === 0) ids.take();
    for (const id of ids.items()) {
      const given = id.text() ?? '';
      const wanted = mapped(options.roleMap, given);
      const role = find('Role', wanted ?? given);
      if (role !== undefined) roles.add(role.name);
      else id.note('role_unknown', `there is no role ${wanted ?? given}: name one in roleMap ("${given}": "…")`);
    }
    const tokens = signal.at('RoleTokens');
    if (tokens.items().length === 0) tokens.take();
    else tokens.keep('role_tokens', 'who may approve are roles and users here');
  }
  const [request, denial] = [mailOf(parameters, 'ApprovalEmail'), mailOf(parameters, 'DenialEmail')];
  const isMail = ({ recipients, subject, message }: typeof request) =>
    recipients.length > 0 || subject !== '' || message !== '';
  return {
    minimumApprovals: Math.min(Math.max(parameters.at('MinimumApprovals').whole() ?? 1, 1), 100),
    requesterCanApprove: parameters.at('RequesterCanApprove').flag() ?? false,
    roles: [...roles],
    ...(isMail(request) ? { requestMail: request } : {}),
    ...(isMail(denial) ? { denialMail: denial } : {}),
  };
}

function customScriptSettings(step: GivenStep, context: MappingContext): object {
  const { parameters } = step;
  const { find, imported } = context;
  const place = parameters.at('ScriptName');
  const given = textOf(place);
  const names = [given, given.replace(/\.ps1$/i, '')].map((one) => imported('Script', one)?.name ?? scriptNameOf(one));
  const found = names.map((one) => find('Script', one)).find((one) => one !== undefined);
  if (found === undefined)
    place.note('script_unknown', 'there is no such script: import it before, or with the definition');
  const old = parameters.at('UsePowerShell5.1');
  if (old.flag() === true)
    old.note('windows_powershell', 'it ran in Windows PowerShell 5.1; here it runs in PowerShell 7');
  return { scriptName: found?.name ?? names[0], ...scriptParameters(step, context) };
}

const algorithms: Readonly<Record<string, string>> = {
  rsa: 'rsa',
  ecc: 'ec',
  ec: 'ec',
  ecdsa: 'ec',
  ed25519: 'ed25519',
};
const curves: Readonly<Record<string, string>> = {
  ...{
    'p-256': 'prime256v1',
    p256: 'prime256v1',
    secp256r1: 'prime256v1',
    prime256v1: 'prime256v1',
    '1.2.840.10045.3.1.7': 'prime256v1',
  },
  ...{ 'p-384': 'secp384r1', p384: 'secp384r1', secp384r1: 'secp384r1', '1.3.132.0.34': 'secp384r1' },
};

function renewalSettings({ parameters }: GivenStep, context: MappingContext): object {
  const keys = ['Template', 'TemplateName', 'EnrollmentPattern', 'EnrollmentPatternName'].map((member) =>
    parameters.at(member),
  );
  const profile = profileNamed(
    keys.findLast(({ peek }) => typeof peek === 'string' && peek !== '') ?? parameters,
    keys,
    context,
  );
  const uuid = profile === null ? undefined : context.find('RaProfile', profile)?.view['uuid'];
  const authority = parameters.at('CA');
  if (authority.peek === '' || authority.peek === null) authority.take();
  else authority.keep('authority_unmapped', 'the RA profile says which authority issues');
  const algorithm = oneOf(parameters.at('KeyAlgorithm'), algorithms, 'there is no such key algorithm here');
  const size =
    parameters.at('KeySize').peek === '' ? void parameters.at('KeySize').take() : parameters.at('KeySize').whole();
  const isSize = size !== undefined && [2048, 3072, 4096].includes(size) && algorithm === 'rsa';
  if (size !== undefined && !isSize)
    parameters.at('KeySize').note('key_size_unused', 'keys keep the size that they had');
  const curve = oneOf(parameters.at('Curve'), curves, 'there is no such curve here');
  if (curve !== undefined && algorithm !== 'ec')
    parameters.at('Curve').note('curve_unused', 'it is for keys of algorithm ec');
  return {
    ...(typeof uuid === 'string' ? { raProfile: uuid } : {}),
    deploy: parameters.at('PushToCertStore').flag() ?? false,
    ...(algorithm === undefined ? {} : { keyAlgorithm: algorithm }),
    ...(isSize ? { keySize: size } : {}),
    ...(curve !== undefined && algorithm === 'ec' ? { curve } : {}),
  };
}

function oneOf(place: Place, words: Readonly<Record<string, string>>, message: string): string | undefined {
  const given = (place.text() ?? '').trim().toLowerCase();
  const found = Object.hasOwn(words, given) ? words[given] : undefined;
  if (given !== '' && found === undefined) place.note('value_unknown', message);
  return found;
}
