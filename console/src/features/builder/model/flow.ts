import type { Schema } from '../../../shared/api/types';
import type { Members } from '../../../shared/forms/merge';

export type Step = Schema<'Step'>;
export type StepKind = Schema<'StepType'>;
export type FlowType = Schema<'DefinitionTypeDescription'>;
export type Definition = Schema<'Definition'>;
export type FlowVersion = Schema<'DefinitionVersion'>;
export type Canvas = Schema<'DefinitionCanvas'>;
export type Note = Schema<'CanvasNote'>;

/** Where something stands on the canvas. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What an editor of a definition changes, in one piece: so one undo takes back one act, whatever it touched. */
export interface Flow extends Members {
  readonly name: string;
  readonly description: string;
  readonly type: Definition['type'];
  readonly keys: Definition['keys'];
  readonly startedBy: Definition['startedBy'];
  readonly enabled: boolean;
  readonly unresolvedTokens: Definition['unresolvedTokens'];
  readonly restResultAs: Definition['restResultAs'];
  readonly steps: readonly Step[];
  readonly canvas: { readonly places: Canvas['places']; readonly notes: Canvas['notes'] };
}

/** The part of a definition that editors change. Branches go where their settings say, so theirs is left out. */
export function flowOf(definition: Definition): Flow {
  const { name, description, type, keys, startedBy, enabled, unresolvedTokens, restResultAs, canvas } = definition;
  return {
    ...{ name, description, type, keys, startedBy, enabled, unresolvedTokens, restResultAs, canvas },
    steps: stepsOf(definition),
  };
}

/** Steps of a version, as the editor has them. */
export function stepsOf({ steps }: Pick<Definition, 'steps'>): readonly Step[] {
  return steps.map((step) => (step.type === 'branch' ? { ...step, outputs: {} } : step));
}

/** A step with what everything begins with that its kind does not say. */
export function newStep(kind: Pick<StepKind, 'type'>, uniqueName: string, displayName: string): Step {
  return {
    ...{ uniqueName, displayName, type: kind.type, enabled: true, settings: firstSettings(kind.type) },
    ...{ conditions: [], conditionMode: 'all', outputs: {}, timeoutSeconds: null, retry: null, maxVisits: 25 },
  };
}

/** What a new step needs so that a draft with it can be saved, as far as anybody can know it beforehand. */
function firstSettings(type: string): Readonly<Record<string, unknown>> {
  const mail = { recipients: [], subject: '', message: '' };
  const first: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    end: { result: 'complete' },
    email: mail,
    event_log: { message: '', level: 'Information' },
    require_approval: { minimumApprovals: 1, roles: [], users: [] },
    set_variables: { runtime: 'node', content: '', parameters: {} },
    custom_script: { scriptName: '', parameters: {} },
    rest_request: { url: '', method: 'GET' },
    update_attribute: { name: '', value: '' },
    update_enrollment_field: { name: '', value: '' },
    wait: { timeout: 'PT1H' },
    branch: { branches: [{ conditions: [], conditionMode: 'all', to: '' }], else: '' },
  };
  return first[type] ?? {};
}

/** `Send E-mail` as a name that nobody else has: `SendEmail`, `SendEmail2`. */
export function freeName(wanted: string, taken: Iterable<string>): string {
  const names = new Set(taken);
  const words = wanted.split(/[^A-Za-z0-9_]+/).filter((word) => word !== '');
  const base = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('') || 'Step';
  const stem = base.slice(0, 60);
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? stem : `${stem}${count}`;
    if (!names.has(name)) return name;
  }
}

export const stepNameForm = /^[A-Za-z0-9_]{1,64}$/;
