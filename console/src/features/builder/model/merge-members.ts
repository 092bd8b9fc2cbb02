import type { Members } from '../../../shared/forms/merge';
import type { Flow, Step } from './flow';

const stepPrefix = 'step ';
const placePrefix = 'place of ';

/**
 * A definition as members that two people may have changed each for themselves: every step, every place and the notes.
 * So two who work on different steps have nothing to decide.
 */
export function toMembers({ steps, canvas, ...rest }: Flow): Members {
  return {
    ...rest,
    ...Object.fromEntries(steps.map((step) => [`${stepPrefix}${step.uniqueName}`, step])),
    ...Object.fromEntries(canvas.places.map(({ step, x, y }) => [`${placePrefix}${step}`, { x, y }])),
    notes: canvas.notes,
  };
}

export function fromMembers(members: Members): Flow {
  const entries = Object.entries(members);
  const own = entries.filter(
    ([name]) => !name.startsWith(stepPrefix) && !name.startsWith(placePrefix) && name !== 'notes',
  );
  const rest = Object.fromEntries(own) as unknown as Flow;
  return {
    ...rest,
    steps: entries.flatMap(([name, value]) => (name.startsWith(stepPrefix) ? [value as Step] : [])),
    canvas: {
      places: entries.flatMap(([name, value]) =>
        name.startsWith(placePrefix)
          ? [{ step: name.slice(placePrefix.length), ...(value as { x: number; y: number }) }]
          : [],
      ),
      notes: (members['notes'] ?? []) as Flow['canvas']['notes'],
    },
  };
}
