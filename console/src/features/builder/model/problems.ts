import type { Step } from './flow';

/** Something that the API says about a definition, with the step that it is about. */
export interface FlowProblem {
  readonly severity: 'error' | 'warning';
  /** Into the definition. */
  readonly pointer: string;
  readonly detail: string;
  /** Unique name; undefined where it is about the whole. */
  readonly step: string | undefined;
}

type Told = readonly { readonly pointer: string; readonly detail: string }[];

/** Problems by their steps. Pointers of a body that had the definition inside begin with `/draft`. */
export function problemsOf(
  told: { readonly errors: Told; readonly warnings: Told },
  steps: readonly Pick<Step, 'uniqueName'>[],
): readonly FlowProblem[] {
  const of = (severity: FlowProblem['severity'], list: Told) =>
    list.map(({ pointer: given, detail }): FlowProblem => {
      const pointer = given.replace(/^\/draft(?=\/|$)/, '');
      const at = /^\/steps\/(\d+)(?:\/|$)/.exec(pointer)?.[1];
      return { severity, pointer, detail, step: at === undefined ? undefined : steps[Number(at)]?.uniqueName };
    });
  return [...of('error', told.errors), ...of('warning', told.warnings)];
}

/** The worse of what is said of each step. */
export function marksOf(problems: readonly FlowProblem[]): ReadonlyMap<string, FlowProblem['severity']> {
  const marks = new Map<string, FlowProblem['severity']>();
  for (const { step, severity } of problems) {
    if (step !== undefined && marks.get(step) !== 'error') marks.set(step, severity);
  }
  return marks;
}

/** `/steps/3/settings/subject` in words: `subject`. */
export function placeOf({ pointer, step }: FlowProblem): string {
  const rest = step === undefined ? pointer : pointer.replace(/^\/steps\/\d+/, '');
  return rest
    .split('/')
    .filter((part) => part !== '' && part !== 'settings')
    .join(' › ');
}
