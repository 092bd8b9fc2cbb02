import { Button } from '../../../shared/ui/button';
import { tell } from '../../../shared/ui/toasts';

export interface ToolbarProps {
  readonly isEditable: boolean;
  readonly isChecking: boolean;
  readonly selected: ReadonlySet<string>;
  readonly undo: (() => void) | undefined;
  readonly redo: (() => void) | undefined;
  readonly onCopy: () => string | undefined;
  readonly onPaste: (text: string) => boolean;
  readonly onRemove: () => void;
  readonly onLayOut: () => void;
  readonly onFit: (() => void) | undefined;
  readonly onWhole: (() => void) | undefined;
}

/** What is done to the drawing. Each has its key, too. */
export function Toolbar(props: ToolbarProps) {
  const { isEditable, isChecking, selected, undo, redo, onCopy, onPaste, onRemove, onLayOut, onFit, onWhole } = props;
  const write = isEditable ? undefined : 'You need the permission builder:write.';
  const chosen = selected.size === 0 ? 'Choose a step first.' : undefined;
  const run = (act: (() => void) | undefined) => (act === undefined ? {} : { onPress: act });
  return (
    <div role="group" aria-label="Drawing" className="flex flex-wrap items-center gap-1">
      <Button hint="Ctrl+Z" disabledReason={write ?? (undo ? undefined : 'Nothing was changed.')} {...run(undo)}>
        Undo
      </Button>
      <Button hint="Ctrl+Shift+Z" disabledReason={write ?? (redo ? undefined : 'Nothing was undone.')} {...run(redo)}>
        Redo
      </Button>
      <Button
        hint="Ctrl+C"
        disabledReason={chosen}
        onPress={() => {
          const text = onCopy();
          if (text !== undefined) void navigator.clipboard.writeText(text).then(() => tell('Copied.'));
        }}
      >
        Copy
      </Button>
      <Button
        hint="Ctrl+V"
        disabledReason={write}
        onPress={() =>
          void navigator.clipboard
            .readText()
            .then((text) => (onPaste(text) ? undefined : tell('No steps were copied.')))
            .catch(() => tell('The browser does not let buttons paste: press Ctrl+V.'))
        }
      >
        Paste
      </Button>
      <Button hint="Delete" disabledReason={write ?? chosen} onPress={onRemove}>
        Delete
      </Button>
      <Button disabledReason={write} onPress={onLayOut}>
        Lay out
      </Button>
      {onFit !== undefined && <Button onPress={onFit}>Show all</Button>}
      {onWhole !== undefined && <Button onPress={onWhole}>Settings of the workflow</Button>}
      <span role="status" className="text-xs text-muted">
        {isChecking ? 'Checking …' : ''}
      </span>
    </div>
  );
}
