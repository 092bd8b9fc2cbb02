import type { LintFinding } from '../script';
import type { PwshCommand } from '../powershell/model';
import { found, parameterOf, plainName, plainType, type Rule } from './rule';

const inFolder = 'The working directory of the run, $env:CERTLOOM_TMP, or a parameter.';

/** PS004: signing in as the Windows account. */
export const windowsSignIn: Rule = (model) => [
  ...model.commands.flatMap((command) => {
    const given = parameterOf(command, 'UseDefaultCredentials', 4);
    return given === undefined ? [] : [signIn(given)];
  }),
  ...model.assignments
    .filter(({ name, constant }) => /^usedefaultcredentials$/i.test(name) && constant?.toLowerCase() !== 'false')
    .map(signIn),
];

function signIn(at: { readonly line: number }): LintFinding {
  const message = 'UseDefaultCredentials: the account here has no Windows sign-in';
  return found('PS004', 'warning', at, message, 'A connection, or a secret of the script in a header.');
}

const drive = /(?:^|[^A-Za-z0-9])[A-Za-z]:(?:\\|\/(?!\/))/;
const registry = /\b(?:HKLM|HKCU|HKCR|HKU|HKCC):|\bHKEY_[A-Z]|\bRegistry::/i;
const share = /^\\\\[\w.$-]{2,}\\[\w$]{2,}/;
const certificates = /^\s*Cert:/i;

/** PS005: paths that are there on Windows only. */
export const windowsPaths: Rule = (model, { windows }) =>
  model.texts.flatMap((text) => {
    const [at, isBare] = [text.text.slice(0, 4_000), text.isBareword];
    if (registry.test(at))
      return [found('PS005', 'warning', text, `a path of the registry: ${short(at)}`, 'A parameter.')];
    if (share.test(at))
      return [found('PS005', 'warning', text, `a share of Windows: ${short(at)}`, 'A mounted folder.')];
    if (certificates.test(at) && !(isBare && at.includes('::'))) {
      const instead = '[System.Security.Cryptography.X509Certificates.X509Store], or files.';
      return [found('PS005', 'warning', text, `a certificate store of Windows: ${short(at)}`, instead)];
    }
    if (!drive.test(at)) return [];
    const message = windows
      ? `${short(at)} is below the drive C: of the run, which .NET classes and programs do not see`
      : `a path of Windows: ${short(at)}`;
    return [found('PS005', windows ? 'info' : 'warning', text, message, inFolder)];
  });

function short(text: string): string {
  const [line = ''] = text.trim().split(/[\r\n]/, 1);
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

/** Parameters that Windows PowerShell has and this does not, by command. */
const goneParameters: Readonly<Record<string, readonly string[]>> = {
  ...{ 'add-content': ['Stream'], 'clear-content': ['Stream'], 'get-content': ['Stream'], 'set-content': ['Stream'] },
  ...{ 'get-item': ['Stream'], 'remove-item': ['Stream'], 'get-clipboard': ['Format', 'TextFormatType'] },
  ...{ 'set-clipboard': ['AsHtml', 'LiteralPath', 'Path'], 'new-psdrive': ['Persist'], 'start-job': ['RunAs32'] },
  ...{ 'add-type': ['CodeDomProvider', 'CompilerParameters'], 'get-help': ['ShowWindow'] },
  ...{ 'test-connection': ['AsJob', 'Credential', 'Impersonation', 'ThrottleLimit'] },
  ...{ 'start-process': ['Credential', 'Verb'] },
};
/** `-ComputerName` is the name of something else there, or is recorded. */
const takesComputer = new Set(['test-connection', 'write-eventlog', 'new-eventlog']);
const overApi = 'An API of that machine, through a connection.';

const gone: Readonly<Record<string, string>> = {
  ...{ adsi: 'ldapsearch', adsisearcher: 'ldapsearch', wmi: overApi, wmiclass: overApi, wmisearcher: overApi },
  'security.principal.windowsidentity': 'whoami.',
  'security.principal.windowsprincipal': 'id.',
  'security.cryptography.protecteddata': 'A secret of Certloom.',
  'microsoft.win32.registry': 'A parameter.',
  'microsoft.win32.registrykey': 'A parameter.',
  'microsoft.win32.registryhive': 'A parameter.',
};

/** PS017: parameters and types of Windows. */
export const windowsOnly: Rule = (model, { defined }) => [
  ...model.commands.filter((command) => !defined.has(plainName(command))).flatMap(parametersOfWindows),
  ...[...model.types, ...newObjects(model.commands)].flatMap(({ name, line }) => {
    const instead = gone[plainType(name)];
    return instead === undefined
      ? []
      : [found('PS017', 'warning', { line }, `[${name}] is there on Windows only`, `${instead.replace(/\.$/, '')}.`)];
  }),
];

function parametersOfWindows(command: PwshCommand): LintFinding[] {
  const name = plainName(command);
  const findings: LintFinding[] = [];
  const say = (at: { readonly line: number } | undefined, message: string, instead: string) => {
    if (at !== undefined) findings.push(found('PS017', 'warning', at, message, instead));
  };
  const encoding = parameterOf(command, 'Encoding', 3);
  const isBytes = encoding?.value?.texts.some((text) => text.toLowerCase() === 'byte') === true;
  say(isBytes ? encoding : undefined, '-Encoding Byte is not there', '-AsByteStream.');
  if (name === 'new-object') say(parameterOf(command, 'ComObject', 3), 'COM is there on Windows only', overApi);
  if (!takesComputer.has(name)) {
    say(parameterOf(command, 'ComputerName', 4), '-ComputerName does not reach another machine from here', overApi);
  }
  for (const parameter of goneParameters[name] ?? []) {
    say(
      parameterOf(command, parameter),
      `${command.name} has no -${parameter} here`,
      'Leave it out, or do it in another way.',
    );
  }
  return findings;
}

/** `New-Object System.Type` names a type, too. */
export function newObjects(commands: readonly PwshCommand[]): { readonly name: string; readonly line: number }[] {
  return commands
    .filter((command) => plainName(command) === 'new-object')
    .flatMap(({ elements, line }) => {
      const texts = elements.flatMap((one) => (one.kind === 'argument' ? one.texts : []));
      return texts.slice(0, 1).map((name) => ({ name, line }));
    });
}

const names = new Set(
  'computername username userdomain userdnsdomain userprofile logonserver programdata programfiles programfiles(x86) programw6432 commonprogramfiles systemroot systemdrive windir appdata localappdata allusersprofile public comspec homedrive homepath processor_architecture number_of_processors os pathext psmodulepath(x86)'.split(
    ' ',
  ),
);

/** PS018: names of the environment that only Windows has. */
export const windowsEnvironment: Rule = ({ variables }, { windows }) =>
  variables.flatMap(({ name, line }) => {
    const [scope, ...rest] = name.split(':');
    const own = rest.join(':');
    const isPath = /^path$/i.test(own) && own !== 'PATH';
    if (scope?.toLowerCase() !== 'env' || !(names.has(own.toLowerCase()) || isPath)) return [];
    const message = isPath ? `$env:${own} is empty: names differ by case here` : `$env:${own} is empty outside Windows`;
    const instead = isPath ? '$env:PATH.' : 'A parameter, or [Environment]::MachineName and the like.';
    return [found('PS018', windows ? 'info' : 'warning', { line }, message, instead)];
  });
