import type { LintFinding } from '../script';
import { missingCommands } from './missing-commands';
import { commandsNamed, found, parameterOf, plainName, shownName, type Rule } from './rule';

const programs = new Set(
  'certutil certreq netsh iisreset appcmd schtasks icacls reg sc wmic klist ktpass setspn nltest secedit dsquery wevtutil eventcreate signtool makecert pvk2pfx winrm cmd powershell robocopy xcopy net taskkill tasklist gpupdate w32tm msiexec'.split(
    ' ',
  ),
);

/** What to do instead, by module or by the commands themselves. */
const instead: Readonly<Record<string, string>> = {
  'get-wmiobject': 'Read /proc or /etc, or run uname, df or ip.',
  'invoke-wmimethod': 'Run it on the Windows machine, behind an API.',
  'get-eventlog': 'Run journalctl, or ask the machine that has the log.',
  'test-netconnection': 'Test-Connection -TargetName … -TcpPort … .',
  'resolve-dnsname': '[System.Net.Dns]::GetHostAddresses(…), or run dig.',
  'get-service': 'Run systemctl show.',
  certutil: 'Run openssl, or use .NET: X509Certificate2.',
  certreq: 'Run openssl req, or let Certloom request the certificate.',
  powershell: 'pwsh, or call the script by its path.',
  cmd: 'Run the program itself, without a shell.',
  robocopy: 'Copy-Item -Recurse, or rsync.',
  xcopy: 'Copy-Item -Recurse.',
  signtool: 'osslsigncode, or a signing service.',
  ActiveDirectory: 'Ask the directory over LDAP (ldapsearch), or a service that does.',
  PKI: 'Use .NET: X509Certificate2 and X509Store, or run openssl.',
  CimCmdlets: 'Read /proc or /etc, or run uname, df or ip.',
  DnsClient: '[System.Net.Dns]::GetHostAddresses(…), or run dig.',
  ScheduledTasks: 'A schedule of Certloom.',
  PSScheduledJob: 'A schedule of Certloom.',
};
const generally = 'Do this on the Windows machine and call it over an API, through a connection.';

/** PS001, PS002: commands that are not there, but for those that a shim stands in for. */
export const missing: Rule = (model, context) => [
  ...commandsNamed(model, context, ['write-eventlog', 'new-eventlog']).map((command) =>
    found(
      'PS001',
      'info',
      command,
      `${command.name}: a shim writes to the event log of Certloom`,
      'Nothing; it runs as it is.',
    ),
  ),
  ...model.commands.flatMap((command): LintFinding[] => {
    const name = plainName(command);
    const module = missingCommands.get(name);
    if (context.defined.has(name) || (module === undefined && !programs.has(name))) return [];
    const what = module === undefined ? 'is a program of Windows' : `of ${module} is there on Windows only`;
    return [
      found(
        'PS002',
        'warning',
        command,
        `${shownName(command)} ${what}`,
        instead[name] ?? instead[module ?? ''] ?? generally,
      ),
    ];
  }),
];

const mailProblem = 'Send-MailMessage knows no implicit TLS, and waits 101 s for a silent server';
const letters = 'without -Encoding, letters beyond ASCII become ?';
const listed = 'a list of addresses in one text mails the last one only';

/** PS006, PS019: mail. */
export const mail: Rule = (model, context) =>
  commandsNamed(model, context, ['send-mailmessage']).flatMap((command) => {
    const isWhole = command.isSplatted || context.windows || parameterOf(command, 'Encoding', 2) !== undefined;
    const [first] = command.elements;
    const to = [
      parameterOf(command, 'To')?.value,
      parameterOf(command, 'Cc')?.value,
      parameterOf(command, 'Bcc', 1)?.value,
    ];
    const texts = [...to, first?.kind === 'argument' ? first : null].flatMap((value) => value?.texts ?? []);
    return [
      found('PS006', 'warning', command, mailProblem, 'The mail handler, or a mail step.'),
      ...(isWhole ? [] : [found('PS019', 'warning', command, letters, '-Encoding utf8.')]),
      ...(texts.some((text) => /[,;]/.test(text))
        ? [found('PS019', 'warning', command, listed, "A list of texts: 'a@example.org', 'b@example.org'.")]
        : []),
    ];
  });

const aliases: Readonly<Record<string, string>> = {
  ...{ sort: 'Sort-Object', ls: 'Get-ChildItem', cat: 'Get-Content', cp: 'Copy-Item', mv: 'Move-Item' },
  ...{ rm: 'Remove-Item', ps: 'Get-Process', curl: 'Invoke-WebRequest', wget: 'Invoke-WebRequest' },
  ...{ date: 'Get-Date', sleep: 'Start-Sleep', diff: 'Compare-Object', kill: 'Stop-Process', tee: 'Tee-Object' },
  ...{ rmdir: 'Remove-Item' },
};
const gone: Readonly<Record<string, string>> = {
  ...{ ac: 'Add-Content', asnp: 'Import-Module', compare: 'Compare-Object', epsn: 'Export-PSSession' },
  ...{ gsv: 'systemctl', gwmi: 'Get-WmiObject, which is not there either', lp: 'lp, the program' },
  ...{ ogv: 'Format-Table', sasv: 'systemctl', spsv: 'systemctl', start: 'Start-Process' },
};

/** PS016: aliases of Windows PowerShell that are programs here, or nothing at all. */
export const aliasesOfWindows: Rule = (model, { defined }) =>
  model.commands.flatMap((command) => {
    const name = command.name.toLowerCase();
    if (defined.has(name)) return [];
    if (Object.hasOwn(aliases, name)) {
      return [
        found('PS016', 'warning', command, `${name} is a program here, not ${aliases[name]}`, `${aliases[name]}.`),
      ];
    }
    if (!Object.hasOwn(gone, name)) return [];
    return [found('PS016', 'warning', command, `the alias ${name} is not there`, `${gone[name]}.`)];
  });

/** PS021: output that is cut. */
export const cutOutput: Rule = (model, context) => [
  ...commandsNamed(model, context, ['convertto-json'])
    .filter((command) => !command.isSplatted && parameterOf(command, 'Depth', 1) === undefined)
    .map((command) =>
      found('PS021', 'info', command, 'ConvertTo-Json stops at depth 2 without -Depth', 'ConvertTo-Json -Depth 10.'),
    ),
  ...model.commands
    .filter(({ name }) => /^(format-table|ft)$/i.test(name))
    .flatMap(({ next }) => (next !== null && plainName(next) === 'out-string' && !next.isSplatted ? [next] : []))
    .filter((command) => parameterOf(command, 'Width', 1) === undefined)
    .map((command) =>
      found('PS021', 'info', command, 'a table is cut at 80 columns without -Width', 'Out-String -Width 200.'),
    ),
];

const answerless = ['read-host', 'get-credential', 'pause'];

/** PS022: questions that nobody answers. */
export const questions: Rule = (model, context) => [
  ...commandsNamed(model, context, answerless).map((command) =>
    found(
      'PS022',
      'warning',
      command,
      `${shownName(command)} fails: nobody answers`,
      'A parameter or a secret of the script.',
    ),
  ),
  ...commandsNamed(model, context, ['set-executionpolicy']).map((command) =>
    found('PS022', 'warning', command, 'Set-ExecutionPolicy fails here, where it has no effect', 'Leave it out.'),
  ),
  ...model.commands.flatMap((command) => {
    const confirm = parameterOf(command, 'Confirm');
    return confirm === undefined
      ? []
      : [found('PS022', 'warning', confirm, '-Confirm asks, and nobody answers', '-Confirm:$false.')];
  }),
];

/** PS024: passwords that were made for one Windows account. */
export const sealedTexts: Rule = (model, context) => [
  ...model.texts
    .filter(({ text }) => /^01000000d08c9ddf/i.test(text.trimStart()))
    .map((text) =>
      found(
        'PS024',
        'warning',
        text,
        'a text that DPAPI has made gives a wrong password here',
        'A secret of Certloom.',
      ),
    ),
  ...commandsNamed(model, context, ['convertfrom-securestring'])
    .filter((command) => !command.isSplatted)
    .filter((command) =>
      ['Key', 'SecureKey', 'AsPlainText'].every((name) => parameterOf(command, name, 1) === undefined),
    )
    .map((command) =>
      found(
        'PS024',
        'warning',
        command,
        'without -Key the text is not encrypted here',
        '-Key, or a secret of Certloom.',
      ),
    ),
];
