import type { LintFinding } from '../script';
import type { PwshModel } from '../powershell/model';
import { commandsNamed, found, plainType, type Rule } from './rule';
import { newObjects } from './windows';

function typesOf(model: PwshModel) {
  return [...model.types, ...newObjects(model.commands)].map(({ name, line }) => ({ name: plainType(name), line }));
}

function membersNamed({ members }: PwshModel, names: readonly string[]) {
  return members.filter(({ name }) => names.includes(name.toLowerCase()));
}

/** PS003: the class behind the event log. */
export const eventLogClass: Rule = (model) =>
  typesOf(model)
    .filter(({ name }) => name === 'diagnostics.eventlog' || name === 'diagnostics.eventloginstaller')
    .map((type) =>
      found('PS003', 'warning', type, '[System.Diagnostics.EventLog] fails here; no shim covers it', 'Write-EventLog.'),
    );

/** PS010: half a password. */
export const firstLetter: Rule = (model) =>
  membersNamed(model, ['ptrtostringauto']).map((member) =>
    found(
      ...(['PS010', 'error', member, 'PtrToStringAuto gives the first letter of a password only'] as const),
      'PtrToStringBSTR, or ConvertFrom-SecureString -AsPlainText.',
    ),
  );

const textMethods = new Set(
  'split substring replace startswith endswith indexof padleft remove insert contains'.split(' '),
);
const dateName = /date|time|expir|notbefore|notafter|created|updated|modified|valid|(?:At|On)$|_at$|_on$/;
const dateNameAnyCase = /date|time|expir|notbefore|notafter|created|updated|modified|valid/i;

/** PS011: times of JSON are no texts any more. */
export const datesOfJson: Rule = (model, context) => {
  const readsJson = commandsNamed(model, context, ['convertfrom-json', 'invoke-restmethod', 'irm']).length > 0;
  if (!readsJson || context.windows) return [];
  return model.members
    .filter(({ name, isCall, of }) => isCall && textMethods.has(name.toLowerCase()) && looksLikeDate(of))
    .map((member) =>
      found(
        ...(['PS011', 'warning', member, `a time out of JSON is a DateTime here, and has no ${member.name}`] as const),
        "ToString('yyyy-MM-ddTHH:mm:ssZ') first, or ConvertFrom-Json -DateKind String.",
      ),
    );
};

function looksLikeDate(name: string | null): boolean {
  return name !== null && (dateName.test(name) || dateNameAnyCase.test(name));
}

/** PS012: checks of certificates that are switched off in a way that has no effect. */
export const servicePoint: Rule = (model) => [
  ...membersNamed(model, ['servercertificatevalidationcallback', 'certificatepolicy', 'securityprotocol'])
    .filter(({ of }) => of !== null && plainType(of) === 'net.servicepointmanager')
    .map((member) => {
      const message = `ServicePointManager.${member.name} has no effect on web commands`;
      return member.name.toLowerCase() === 'securityprotocol'
        ? found('PS012', 'info', member, message, 'Leave it out: TLS 1.2 and 1.3 are what is used.')
        : found('PS012', 'warning', member, message, 'Trust the CA on the worker, or -SkipCertificateCheck.');
    }),
  ...model.texts
    .filter(({ text }) => text.includes('ICertificatePolicy'))
    .map((text) =>
      found(
        'PS012',
        'warning',
        text,
        'a CertificatePolicy has no effect on web commands',
        'Trust the CA on the worker.',
      ),
    ),
];

/** PS013: errors of web commands. */
export const webErrors: Rule = (model) => [
  ...typesOf(model)
    .filter(({ name }) => name === 'net.webexception')
    .map((type) =>
      found(
        ...(['PS013', 'warning', type, 'web commands do not throw System.Net.WebException here'] as const),
        '[Microsoft.PowerShell.Commands.HttpResponseException].',
      ),
    ),
  ...membersNamed(model, ['getresponsestream']).map((member) =>
    found('PS013', 'warning', member, 'the answer has no GetResponseStream here', '$_.ErrorDetails.Message.'),
  ),
];

/** PS014: certificates. */
export const x509: Rule = (model) => {
  const knowsCertificates = typesOf(model).some(({ name }) => /x509certificate/.test(name));
  const say = (at: { readonly line: number }, message: string, instead: string): LintFinding =>
    found('PS014', 'warning', at, message, instead);
  const members = (name: string) => membersNamed(model, [name]);
  return [
    ...(knowsCertificates
      ? members('import')
          .filter(({ isCall, isStatic }) => isCall && !isStatic)
          .map((at) =>
            say(at, 'X509Certificate2 has no Import here', '[X509Certificate2]::new(…), or X509CertificateLoader.'),
          )
      : []),
    ...model.assignments.flatMap(({ to, name, line }) =>
      to === 'member' && /^(friendlyname|privatekey)$/i.test(name)
        ? [say({ line }, `${name} cannot be set here`, 'CopyWithPrivateKey for a key; leave a friendly name out.')]
        : [],
    ),
    ...members('keysize')
      .filter(({ of }) => /^key$/i.test(of ?? ''))
      .map((at) =>
        say(at, 'Key.KeySize fails here', 'GetRSAPublicKey($certificate).KeySize of RSACertificateExtensions.'),
      ),
    ...members('enhancedkeyusagelist').map((at) =>
      say(at, 'EnhancedKeyUsageList is empty here', 'Read $certificate.Extensions.'),
    ),
    ...members('dnsnamelist').map((at) =>
      say(at, 'DnsNameList is empty here', 'The extension 2.5.29.17 of $certificate.'),
    ),
    ...members('localmachine')
      .filter(({ of }) => of !== null && plainType(of).endsWith('storelocation'))
      .map((at) => say(at, 'stores of LocalMachine do not exist here', 'StoreLocation CurrentUser, or files.')),
    ...model.texts.flatMap(({ text, line }) => [
      ...(/^(?:Cert:\\*)?LocalMachine\b/i.test(text)
        ? [say({ line }, 'stores of LocalMachine do not exist here', 'Files.')]
        : []),
      ...(text.includes('DNS Name=') ? [say({ line }, 'texts of names begin with DNS: here', "'DNS:'.")] : []),
    ]),
  ];
};
