import type { PwshArgument, PwshCommand, PwshModel } from '../powershell/model';
import type { LintFinding, ScriptCategory, ScriptSettings } from '../script';

/** What is known of a script beside its text. */
export interface LintContext extends ScriptSettings {
  readonly categories: readonly ScriptCategory[];
  /** Names of the parameters that its author declares. */
  readonly parameters: readonly string[];
  /** Functions of shared scripts, in lower case. */
  readonly shared: ReadonlySet<string>;
}

export interface RuleContext extends LintContext {
  /** Functions of the script and of shared ones, in lower case: they win over commands of the same name. */
  readonly defined: ReadonlySet<string>;
}

export type Rule = (model: PwshModel, context: RuleContext) => readonly LintFinding[];

export function found(
  rule: string,
  severity: LintFinding['severity'],
  { line }: { readonly line: number },
  message: string,
  instead: string,
): LintFinding {
  return { rule, severity, line, message, instead };
}

/** The name of a command in lower case, without its module, folder and `.exe`. */
export function plainName(command: Pick<PwshCommand, 'name'>): string {
  const last = shownName(command).toLowerCase();
  return last.endsWith('.exe') ? last.slice(0, -4) : last;
}

/** The same as it is written. */
export function shownName({ name }: Pick<PwshCommand, 'name'>): string {
  return name.slice(Math.max(name.lastIndexOf('\\'), name.lastIndexOf('/')) + 1);
}

/** Commands of these names that the script does not define itself. */
export function commandsNamed(
  { commands }: PwshModel,
  { defined }: RuleContext,
  names: readonly string[],
): PwshCommand[] {
  return commands.filter((command) => names.includes(plainName(command)) && !defined.has(plainName(command)));
}

/**
 * Where a command is given a parameter: by its name or by what is left of it, at least so many letters. A switch that is
 * set to `$false` counts as not given.
 */
export function parameterOf(command: PwshCommand, name: string, least = name.length) {
  const wanted = name.toLowerCase();
  const at = command.elements.findIndex(
    (one) => one.kind === 'parameter' && one.name.length >= least && wanted.startsWith(one.name.toLowerCase()),
  );
  const parameter = command.elements[at];
  if (parameter === undefined) return undefined;
  const next = command.elements[at + 1];
  const value: PwshArgument | null = next?.kind === 'argument' ? next : null;
  if (value?.variable?.toLowerCase() === 'false') return undefined;
  return { line: parameter.line, value };
}

/** Type names without `System.`, in lower case. */
export function plainType(name: string): string {
  const lower = name.toLowerCase();
  return lower.startsWith('system.') ? lower.slice('system.'.length) : lower;
}
