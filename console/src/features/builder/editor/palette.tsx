import { Button, buttonClass } from '../../../shared/ui/button';
import type { Kinds } from '../model/edit';
import type { Flow, StepKind } from '../model/flow';
import { dragType } from './drag-type';
import { signOf } from './signs';

const groups: readonly { readonly title: string; readonly natures: readonly StepKind['nature'][] }[] = [
  { title: 'Ways', natures: ['route'] },
  { title: 'Do something', natures: ['activity', 'operation'] },
  { title: 'Run a script', natures: ['script'] },
  { title: 'Wait', natures: ['wait'] },
];

export interface PaletteProps {
  readonly kinds: Kinds;
  readonly type: Flow['type'];
  readonly onAdd: (kind: StepKind) => void;
  readonly onNote: () => void;
  readonly disabledReason: string | undefined;
}

/** Kinds of steps that a definition of this type may have: to be dragged onto the canvas, or added by a press. */
export function Palette({ kinds, type, onAdd, onNote, disabledReason }: PaletteProps) {
  const offered = [...kinds.values()].filter(
    ({ type: code, definitionTypes }) =>
      !['start', 'placeholder'].includes(code) && (definitionTypes === null || definitionTypes.includes(type)),
  );
  return (
    <div className="flex flex-col gap-3">
      <p className="text-xs text-muted">
        Drag a step onto the canvas. A press puts it behind the chosen step, or beneath the others.
      </p>
      {groups.map(({ title, natures }) => (
        <div key={title} role="group" aria-label={title} className="flex flex-col gap-1">
          <h2 className="text-xs font-semibold text-muted">{title}</h2>
          {offered
            .filter(({ nature }) => natures.includes(nature))
            .map((kind) => (
              <PaletteItem key={kind.type} kind={kind} onAdd={onAdd} disabledReason={disabledReason} />
            ))}
        </div>
      ))}
      <Button className="justify-start" disabledReason={disabledReason} onPress={onNote}>
        <span aria-hidden="true" className="w-6 text-center">
          ✐
        </span>
        Note
      </Button>
    </div>
  );
}

interface PaletteItemProps extends Pick<PaletteProps, 'onAdd' | 'disabledReason'> {
  readonly kind: StepKind;
}

/** A button of the page itself: those of the library keep the pointer to themselves, so that nothing can be dragged. */
function PaletteItem({ kind, onAdd, disabledReason }: PaletteItemProps) {
  const isOff = disabledReason !== undefined;
  return (
    <button
      type="button"
      draggable={!isOff}
      aria-disabled={isOff}
      title={disabledReason ?? kind.help}
      className={buttonClass('plain', isOff ? 'w-full' : 'w-full cursor-grab')}
      style={{ justifyContent: 'flex-start' }}
      onClick={() => !isOff && onAdd(kind)}
      onDragStart={(event) => {
        event.dataTransfer.setData(dragType, kind.type);
        event.dataTransfer.effectAllowed = 'copy';
      }}
    >
      <span aria-hidden="true" className="w-6 text-center">
        {signOf(kind.type)}
      </span>
      {kind.title}
    </button>
  );
}
