import { freeName, type Flow, type Note, type Step } from './flow';
import { withPlace, type Kinds } from './edit';
import { ledTo, waysOf } from './ways';

/** What was copied, as text that another definition, window or person can take. */
export interface Copied {
  readonly certloomSteps: 1;
  readonly steps: readonly Step[];
  readonly places: Flow['canvas']['places'];
  readonly notes: readonly Note[];
}

/** Start stays: there is exactly one. */
export function copy({ steps, canvas }: Flow, ids: ReadonlySet<string>): Copied {
  const chosen = steps.filter(({ uniqueName, type }) => ids.has(uniqueName) && type !== 'start');
  return {
    certloomSteps: 1,
    steps: chosen,
    places: canvas.places.filter(({ step }) => chosen.some(({ uniqueName }) => uniqueName === step)),
    notes: canvas.notes.filter(({ noteId }) => ids.has(noteId)),
  };
}

/** What a text holds that `copy` made; undefined for any other text. */
export function copiedOf(text: string): Copied | undefined {
  try {
    const read = JSON.parse(text) as Partial<Copied> | null;
    if (read?.certloomSteps !== 1 || !Array.isArray(read.steps)) return undefined;
    return { certloomSteps: 1, steps: read.steps, places: read.places ?? [], notes: read.notes ?? [] };
  } catch {
    return undefined;
  }
}

export interface Pasted {
  readonly flow: Flow;
  /** Names of the new steps and ids of the new notes. */
  readonly ids: readonly string[];
}

/** Copies beside their originals, under free names. Ways among them stay, those to others lead nowhere. */
export function paste(flow: Flow, copied: Copied, kinds: Kinds, newId: () => string, offset = 40): Pasted {
  const names = new Map<string, string>();
  for (const { uniqueName } of copied.steps) {
    const stem = uniqueName.replace(/\d+$/, '') || uniqueName;
    const taken = [...flow.steps.map((step) => step.uniqueName), ...names.values()];
    names.set(uniqueName, freeName(taken.includes(uniqueName) ? stem : uniqueName, taken));
  }
  const steps = copied.steps.map((step) => {
    const own = { ...step, uniqueName: names.get(step.uniqueName)! };
    return waysOf(step, kinds.get(step.type))
      .filter(({ to }) => to !== undefined)
      .reduce((now, { id, to }) => ledTo(now, id, names.get(to!)), own);
  });
  const canvas = copied.places.reduce(
    (now, { step, x, y }) => withPlace(now, names.get(step) ?? step, { x: x + offset, y: y + offset }),
    flow.canvas,
  );
  const notes = copied.notes.map((note) => ({ ...note, noteId: newId(), x: note.x + offset, y: note.y + offset }));
  return {
    flow: { ...flow, steps: [...flow.steps, ...steps], canvas: { ...canvas, notes: [...canvas.notes, ...notes] } },
    ids: [...names.values(), ...notes.map(({ noteId }) => noteId)],
  };
}
