import type { PwshModel } from '../powershell/model';
import type { LintFinding } from '../script';
import { aliasesOfWindows, cutOutput, mail, missing, questions, sealedTexts } from './commands';
import { datesOfJson, eventLogClass, firstLetter, servicePoint, webErrors, x509 } from './dotnet';
import type { LintContext, Rule } from './rule';
import { secretsInText } from './secrets';
import { automaticVariables, errorsAsValues, hiddenKeys, parseErrors, purpose, requirements } from './shape';
import { windowsEnvironment, windowsOnly, windowsPaths, windowsSignIn } from './windows';

const rules: readonly Rule[] = [
  ...[missing, eventLogClass, windowsSignIn, windowsPaths, mail, secretsInText, purpose, parseErrors, firstLetter],
  ...[datesOfJson, servicePoint, webErrors, x509, automaticVariables, aliasesOfWindows, windowsOnly],
  ...[windowsEnvironment, requirements, cutOutput, questions, errorsAsValues, sealedTexts, hiddenKeys],
];

/** A script that is all wrong needs no more to be told so. */
export const mostFindings = 200;

/** What the rules find, by line and rule; errors are never among those that are left out. */
export function lintPwsh(model: PwshModel, context: LintContext): LintFinding[] {
  const defined = new Set([...context.shared, ...model.functions.map((name) => name.toLowerCase())]);
  const all = rules.flatMap((rule) => rule(model, { ...context, defined }));
  const once = new Map(all.map((one) => [`${one.rule} ${one.line} ${one.message}`, one]));
  const ranks = { error: 0, warning: 1, info: 2 };
  const kept = [...once.values()].sort((a, b) => ranks[a.severity] - ranks[b.severity]).slice(0, mostFindings);
  return kept.sort((a, b) => a.line - b.line || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
}
