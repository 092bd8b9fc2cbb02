import { CertloomError, type Fault } from '../problem';
import type { Runtime } from './runtime';
import type { LintFinding, Script, ScriptCategory, ScriptSettings, ScriptUser, ScriptVersion } from './script';

const settingsOf: Readonly<Record<keyof ScriptSettings, readonly Runtime[]>> = {
  strict: ['pwsh'],
  windows: ['pwsh'],
  reuse: ['pwsh', 'node'],
};

/** Settings that are asked for and that the runtime does not have. */
export function settingFaults(runtime: Runtime, settings: ScriptSettings): Fault[] {
  return (Object.keys(settingsOf) as (keyof ScriptSettings)[])
    .filter((setting) => settings[setting] && !settingsOf[setting].includes(runtime))
    .map((setting) => ({
      pointer: `/${setting}`,
      code: 'not_of_runtime',
      detail: `only scripts for ${settingsOf[setting].join(' and ')} have this`,
    }));
}

/** Whether a text under these settings is another version than the one that is there. */
export function isOtherVersion(
  current: Pick<ScriptVersion, 'sha256' | keyof ScriptSettings>,
  wanted: Pick<ScriptVersion, 'sha256' | keyof ScriptSettings>,
): boolean {
  return (['sha256', 'strict', 'windows', 'reuse'] as const).some((member) => current[member] !== wanted[member]);
}

/** Of findings, those that block saving. */
export function lintFaults(findings: readonly LintFinding[]): Fault[] {
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, line, message, instead }) => ({
      pointer: '/content',
      code: 'lint_error',
      detail: `${rule}, line ${line}: ${message}. ${instead}`.trimEnd(),
    }));
}

/** Throws `in_use` when a category goes that something needs the script to have. */
export function refuseCategoryLoss(
  { name, categories }: Pick<Script, 'name' | 'categories'>,
  wanted: readonly ScriptCategory[],
  users: readonly ScriptUser[],
): void {
  const lost = categories.filter((category) => !wanted.includes(category));
  const usedBy = users.filter(({ needs }) => lost.includes(needs));
  const [first] = usedBy;
  if (first === undefined) return;
  const detail = `The script "${name}" has to stay in the category ${first.needs}: ${first.kind} "${first.name}" uses it.`;
  throw new CertloomError('in_use', detail, {
    extra: { usedBy: usedBy.slice(0, 20).map(({ kind, uuid, name: user }) => ({ kind, uuid, name: user })) },
  });
}
