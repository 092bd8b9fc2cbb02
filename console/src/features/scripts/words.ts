import type { CodeLanguage } from '../../shared/code/code-editor';
import type { Tone } from '../../shared/ui/states';
import type { LintFinding, Runtime } from './queries';

export const runtimeNames: Readonly<Record<Runtime, string>> = {
  pwsh: 'PowerShell',
  node: 'JavaScript',
  bash: 'bash',
  python: 'Python',
};

export const languageOfRuntime: Readonly<Record<Runtime, CodeLanguage>> = {
  pwsh: 'powershell',
  node: 'javascript',
  bash: 'bash',
  python: 'python',
};

/** What a new script begins with, so that it runs as it stands. */
export const firstTexts: Readonly<Record<Runtime, string>> = {
  pwsh: "\"$($context['cn'])\"\n$context['reviewer'] = 'pki-team'\n",
  node: "export default async ({ context, log }) => {\n  log.info('for', context.cn);\n  return { reviewer: 'pki-team' };\n};\n",
  bash: 'jq -r .context.cn "$CERTLOOM_INPUT"\necho \'{"reviewer": "pki-team"}\' > "$CERTLOOM_RESULT"\n',
  python:
    'import json, os\n\nwith open(os.environ["CERTLOOM_INPUT"]) as file:\n    context = json.load(file)["context"]\nprint(context.get("cn"))\n',
};

type Word = { readonly label: string; readonly detail?: string };

/** What a runtime gives its scripts, offered while somebody types. */
const ownWords: Readonly<Record<Runtime, readonly Word[]>> = {
  pwsh: [
    { label: '$context', detail: 'what the handler works on' },
    { label: '$secrets', detail: 'by name' },
    { label: '$connections', detail: 'baseUrl, headers, ca' },
    { label: 'Write-EventLog', detail: 'into Certloom’s event log' },
    { label: 'param(', detail: 'parameters of a workflow step' },
  ],
  node: [
    { label: 'export default async ({ context, params, log, http, secrets, connections, signal }) => {' },
    { label: 'log.info', detail: 'a line of the output' },
    { label: 'log.warn' },
    { label: 'log.error' },
    { label: 'http.get', detail: '{ ok, status, headers, text, body }' },
    { label: 'http.post' },
    { label: 'process.env.CERTLOOM_EVENTLOG', detail: 'lines of JSON for the event log' },
  ],
  bash: [
    { label: '$CERTLOOM_INPUT', detail: 'JSON: context, params, secrets' },
    { label: '$CERTLOOM_RESULT', detail: 'JSON that it gives back' },
    { label: '$CERTLOOM_EVENTLOG', detail: 'lines of JSON for the event log' },
  ],
  python: [
    { label: 'os.environ["CERTLOOM_INPUT"]', detail: 'JSON: context, params, secrets' },
    { label: 'os.environ["CERTLOOM_RESULT"]', detail: 'JSON that it gives back' },
    { label: 'os.environ["CERTLOOM_EVENTLOG"]', detail: 'lines of JSON for the event log' },
  ],
};

export function wordsOfScript(
  runtime: Runtime,
  named: {
    readonly parameters: readonly string[];
    readonly secrets: readonly string[];
    readonly connections: readonly string[];
  },
): readonly Word[] {
  const detailed = (names: readonly string[], detail: string) => names.map((label) => ({ label, detail }));
  return [
    ...ownWords[runtime],
    ...detailed(named.parameters, 'parameter'),
    ...detailed(named.secrets, 'secret'),
    ...detailed(named.connections, 'connection'),
  ];
}

/** `2 errors, 1 warning`; empty where there is nothing but notes, or nothing. */
export function lintText(lint: readonly LintFinding[]): string {
  return (['error', 'warning'] as const)
    .flatMap((severity) => {
      const count = lint.filter((one) => one.severity === severity).length;
      return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`];
    })
    .join(', ');
}

export function toneOfLint(lint: readonly LintFinding[]): Tone {
  if (lint.some(({ severity }) => severity === 'error')) return 'bad';
  return lint.some(({ severity }) => severity === 'warning') ? 'warn' : 'neutral';
}

export const lintedByWords: Readonly<Record<string, string>> = {
  syntax: 'looked at by its syntax tree',
  tokens: 'looked at word by word',
  none: 'not looked at',
};
