import type { LintFinding } from '../script';
import type { PwshModel } from '../powershell/model';
import { commandsNamed, found, parameterOf, type Rule } from './rule';

const secretName =
  /passw(?:or)?d|passphrase|\bpwd\b|pwd$|secret|token|api_?key|access_?key|private_?key|connection_?string/i;
/** Names that hold where a secret is, or how long it lasts. */
const aboutSecret = /(?:name|path|file|uri|url|endpoint|type|length|expir\w*|ttl|id|header|policy)$/i;
/** What is put in later: `$(…)`, `<…>`, `{…}`, `%…%`, `***`. */
const placeholder = /^\s*$|[$<{%]|^\*+$|^(?:null|true|false|none|xxx+|\.\.\.|todo|changeme)$/i;
const leastLength = 4;
const longestName = 200;

/** Forms that nothing but a secret has. Each looks at a character a bounded number of times. */
const forms: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\beyJ[A-Za-z0-9_-]{10,400}\.eyJ[A-Za-z0-9_-]{10}/,
  /\bhvs\.[A-Za-z0-9_-]{20,}/,
  /\bBasic [A-Za-z0-9+/]{12,}={0,2}(?![\w$])/,
  /\bBearer [A-Za-z0-9._~+/-]{16,}/,
  /\b(?:Password|Pwd)=[^;$'"\s]{4,}/i,
];

function looksLikeSecret(text: string): boolean {
  return forms.some((form) => form.test(text));
}

function isSecretNamed(name: string, value: string | null): boolean {
  if (name.length > longestName || value === null || value.length < leastLength || placeholder.test(value))
    return false;
  const own = name.replace(/^[\w]+:/, '');
  return secretName.test(own) && !aboutSecret.test(own);
}

function leak(at: { readonly line: number }): LintFinding {
  const message = 'text that looks like a password, key or token';
  return found('PS007', 'warning', at, message, 'A secret of Certloom that the script names; it gets it in $secrets.');
}

/** PS007, for PowerShell. */
export const secretsInText: Rule = (model, context) => {
  const lines = [
    ...model.assignments.filter(({ name, constant }) => isSecretNamed(name, constant)),
    ...model.texts.filter(({ text }) => looksLikeSecret(text)),
    ...plainPasswords(model, context),
  ].map(({ line }) => line);
  return [...new Set(lines)].map((line) => leak({ line }));
};

/** `ConvertTo-SecureString 'text' -AsPlainText`, and texts for parameters that are called like secrets. */
function plainPasswords(model: PwshModel, context: Parameters<Rule>[1]): { readonly line: number }[] {
  const converted = commandsNamed(model, context, ['convertto-securestring']).filter((command) => {
    if (parameterOf(command, 'AsPlainText', 3) === undefined) return false;
    const texts = command.elements.flatMap((one) => (one.kind === 'argument' ? one.texts : []));
    return texts.some((text) => text.length >= leastLength && !placeholder.test(text));
  });
  const given = model.commands.flatMap(({ elements }) =>
    elements.filter((one, at) => {
      const next = elements[at + 1];
      const [text = null] = next?.kind === 'argument' ? next.texts : [];
      return one.kind === 'parameter' && isSecretNamed(one.name, text);
    }),
  );
  return [...converted, ...given];
}

const assigned = /([A-Za-z_][\w.-]{0,60})["']?\s{0,10}[:=]\s{0,10}(["'])([^"'\r\n]{4,500})\2/g;
/** Beyond it a line is data, not code. */
const longestLine = 2_000;

/** PS007 for the other runtimes, whose texts are not read any closer: one finding a line. */
export function secretFindings(content: string): LintFinding[] {
  const insteads = 'A secret of Certloom that the script names; it is given to it by that name.';
  return content.split(/\r\n|\r|\n/).flatMap((text, index) => {
    if (text.length > longestLine) return [];
    const isAssigned = [...text.matchAll(assigned)].some(([, name = '', , value = '']) => isSecretNamed(name, value));
    if (!isAssigned && !looksLikeSecret(text)) return [];
    return [{ ...leak({ line: index + 1 }), instead: insteads }];
  });
}
