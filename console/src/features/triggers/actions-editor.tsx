import { type DragEvent, useState } from 'react';
import { useFaults } from '../../shared/forms/faults';
import { SchemaForm } from '../../shared/forms/schema-form';
import { wordsOf } from '../../shared/text/words';
import { Button } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { Menu } from '../../shared/ui/menu';
import { movedTo, type Action } from './draft';

/** Types of actions with their schemas in the API's description, in the order in which they are offered. */
const types = {
  sendNotification: 'SendNotificationAction',
  setOwner: 'SetOwnerAction',
  setGroups: 'SetGroupsAction',
  setRaProfile: 'SetRaProfileAction',
  setCustomAttribute: 'SetCustomAttributeAction',
  runScript: 'RunScriptAction',
  startWorkflow: 'StartWorkflowAction',
} as const;

/** What each type has of its own; the rest stands behind “More”. */
const common = ['id', 'enabled', 'onError', 'timeout', 'retry', 'type'];

/** What a new action begins with, so that the API names what is missing and not what it is. */
const first: Readonly<Record<string, object>> = {
  sendNotification: { profiles: [] },
  setOwner: { owner: null },
  setGroups: { groups: [] },
  setRaProfile: { raProfile: null },
  setCustomAttribute: { name: '' },
  runScript: { script: '' },
  startWorkflow: { definition: '' },
};

export interface ActionsEditorProps {
  readonly actions: readonly Action[];
  readonly onChange: (actions: readonly Action[]) => void;
  /** Of a member by its pointer in the whole body. */
  readonly onMember: (pointer: string, value: unknown) => void;
}

/** The actions in the order in which they run; moved by dragging or by their buttons. */
export function ActionsEditor({ actions, onChange, onMember }: ActionsEditorProps) {
  const [dragged, setDragged] = useState<number>();
  const errors = useFaults('/actions');
  return (
    <div className="flex flex-col gap-3">
      {actions.length === 0 && (
        <p className="text-sm text-muted">It does nothing yet: a trigger that acts needs at least one action.</p>
      )}
      <ol aria-label="Actions" className="flex flex-col gap-3">
        {actions.map((action, index) => (
          <ActionItem
            key={typeof action['id'] === 'string' ? action['id'] : index}
            action={action}
            index={index}
            count={actions.length}
            isDragged={dragged === index}
            onDrag={setDragged}
            onDrop={() => {
              if (dragged !== undefined) onChange(movedTo(actions, dragged, index));
              setDragged(undefined);
            }}
            onMove={(to) => onChange(movedTo(actions, index, to))}
            onRemove={() => onChange(actions.filter((_, at) => at !== index))}
            onMember={onMember}
          />
        ))}
      </ol>
      {errors.map((error) => (
        <p key={error} className="text-xs text-danger">
          {error}
        </p>
      ))}
      <div>
        <Menu
          label="Add an action"
          entries={Object.keys(types).map((type) => ({
            id: type,
            label: wordsOf(type),
            // An id of its own keeps its form with it wherever it is moved.
            onAction: () => onChange([...actions, { id: newId(actions), type, ...first[type] }]),
          }))}
        />
      </div>
    </div>
  );
}

interface ItemProps {
  readonly action: Action;
  readonly index: number;
  readonly count: number;
  readonly isDragged: boolean;
  readonly onDrag: (index: number | undefined) => void;
  readonly onDrop: () => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
  readonly onMember: (pointer: string, value: unknown) => void;
}

function ActionItem({ action, index, count, isDragged, onDrag, onDrop, onMove, onRemove, onMember }: ItemProps) {
  const pointer = `/actions/${index}`;
  const name = `${index + 1}. ${wordsOf(action.type)}`;
  const schema = types[action.type as keyof typeof types];
  const errors = useFaults(pointer);
  const over = (event: DragEvent) => event.preventDefault();
  return (
    <li
      aria-label={name}
      onDragOver={over}
      onDrop={onDrop}
      className={classes('rounded-md border border-line p-3', isDragged && 'opacity-50')}
    >
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <span
          draggable
          onDragStart={(event) => {
            event.dataTransfer.setData('text/plain', name);
            onDrag(index);
          }}
          onDragEnd={() => onDrag(undefined)}
          title="Drag to another place"
          aria-hidden="true"
          className="cursor-grab text-muted select-none"
        >
          ⠿
        </span>
        <h3 className="flex-1 text-sm font-semibold">{name}</h3>
        <Button
          kind="quiet"
          aria-label={`Move up: ${name}`}
          disabledReason={index === 0 ? 'It is the first one.' : undefined}
          onPress={() => onMove(index - 1)}
        >
          ↑
        </Button>
        <Button
          kind="quiet"
          aria-label={`Move down: ${name}`}
          disabledReason={index === count - 1 ? 'It is the last one.' : undefined}
          onPress={() => onMove(index + 1)}
        >
          ↓
        </Button>
        <Button kind="quiet" aria-label={`Remove: ${name}`} onPress={onRemove}>
          ✕
        </Button>
      </div>
      {errors.map((error) => (
        <p key={error} className="mb-2 text-xs text-danger">
          {error}
        </p>
      ))}
      {schema === undefined ? (
        <p className="text-sm text-muted">This console does not know actions of this type; it is kept as it is.</p>
      ) : (
        <>
          <SchemaForm schema={schema} value={action} pointer={pointer} without={common} onChange={onMember} />
          <details className="mt-3">
            <summary className="cursor-pointer text-sm text-muted">More: on failure, time, retries</summary>
            <div className="mt-2">
              <SchemaForm
                schema={schema}
                value={action}
                pointer={pointer}
                only={['enabled', 'onError', 'timeout', 'retry']}
                onChange={onMember}
              />
            </div>
          </details>
        </>
      )}
    </li>
  );
}

function newId(actions: readonly Action[]): string {
  const taken = new Set(actions.map(({ id }) => id));
  let number = actions.length + 1;
  while (taken.has(`action-${number}`)) number += 1;
  return `action-${number}`;
}
