import { freeName, newStep, type Flow, type Note, type Point, type Step, type StepKind } from './flow';
import { ledTo, redirected, waysOf, type Way } from './ways';

/** Kinds of steps by their codes. */
export type Kinds = ReadonlyMap<string, StepKind>;

export interface Added {
  readonly flow: Flow;
  readonly name: string;
}

/** A new step at a place; behind another one it is put into its way on, as people mean it. */
export function addStep(flow: Flow, kind: StepKind, at: Point, behind?: Way): Added {
  const name = freeName(
    kind.title,
    flow.steps.map(({ uniqueName }) => uniqueName),
  );
  const made = newStep(kind, name, kind.title);
  const first = waysOf(made, kind)[0];
  const step = behind?.to === undefined || first === undefined ? made : ledTo(made, first.id, behind.to);
  const added = { ...flow, steps: [...flow.steps, step], canvas: withPlace(flow.canvas, name, at) };
  return { flow: behind === undefined ? added : connect(added, behind.from, behind.id, name), name };
}

export function connect(flow: Flow, from: string, way: string, to: string | undefined): Flow {
  return changeStep(flow, from, (step) => ledTo(step, way, to));
}

export function changeStep(flow: Flow, name: string, change: (step: Step) => Step): Flow {
  return { ...flow, steps: flow.steps.map((step) => (step.uniqueName === name ? change(step) : step)) };
}

/**
 * Without these steps and notes. A way that led to one of them is led to where its own way on leads, so that taking a step
 * out of a row leaves the row; where there is no such way it leads nowhere.
 */
export function remove(flow: Flow, ids: ReadonlySet<string>, kinds: Kinds): Flow {
  const kept = flow.steps.filter(({ uniqueName }) => !ids.has(uniqueName));
  const onward = (name: string, seen: ReadonlySet<string>): string | undefined => {
    const step = flow.steps.find(({ uniqueName }) => uniqueName === name);
    const next = step?.outputs['continue'];
    if (next === undefined || seen.has(next)) return undefined;
    return ids.has(next) ? onward(next, new Set([...seen, next])) : next;
  };
  const steps = [...ids].reduce(
    (now, gone) =>
      now.map((step) => redirected(step, waysOf(step, kinds.get(step.type)), gone, onward(gone, new Set([gone])))),
    kept,
  );
  return {
    ...flow,
    steps,
    canvas: { ...flow.canvas, notes: flow.canvas.notes.filter(({ noteId }) => !ids.has(noteId)) },
  };
}

/** Another unique name, in whatever leads there too. The old place stays for versions that have the old name. */
export function rename(flow: Flow, from: string, to: string, kinds: Kinds): Flow {
  const place = flow.canvas.places.find(({ step }) => step === from);
  return {
    ...flow,
    steps: flow.steps.map((step) => {
      const led = redirected(step, waysOf(step, kinds.get(step.type)), from, to);
      return step.uniqueName === from ? { ...led, uniqueName: to } : led;
    }),
    canvas: place === undefined ? flow.canvas : withPlace(flow.canvas, to, place),
  };
}

/** With things moved to other places: steps by their names, notes by their ids. */
export function move(flow: Flow, to: ReadonlyMap<string, Point>): Flow {
  const steps = flow.steps.filter(({ uniqueName }) => to.has(uniqueName));
  const canvas = steps.reduce((now, { uniqueName }) => withPlace(now, uniqueName, to.get(uniqueName)!), flow.canvas);
  return {
    ...flow,
    canvas: { ...canvas, notes: canvas.notes.map((note) => ({ ...note, ...rounded(to.get(note.noteId)) })) },
  };
}

export function withPlace(canvas: Flow['canvas'], step: string, { x, y }: Point): Flow['canvas'] {
  const others = canvas.places.filter((place) => place.step !== step);
  return { ...canvas, places: [...others, { step, ...rounded({ x, y }) }] };
}

export function addNote(flow: Flow, at: Point, noteId: string): Flow {
  const note: Note = { noteId, text: '', ...at, ...rounded(at), width: 220, height: 110 };
  return { ...flow, canvas: { ...flow.canvas, notes: [...flow.canvas.notes, note] } };
}

export function changeNote(flow: Flow, id: string, change: Partial<Note>): Flow {
  const notes = flow.canvas.notes.map((note) => (note.noteId === id ? { ...note, ...change } : note));
  return { ...flow, canvas: { ...flow.canvas, notes } };
}

function rounded<P extends Point | undefined>(point: P): P {
  return (point === undefined ? undefined : { x: Math.round(point.x), y: Math.round(point.y) }) as P;
}
