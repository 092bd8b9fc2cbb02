import { Button as AriaButton, GridList, GridListItem, useDragAndDrop } from 'react-aria-components';
import { useFaults } from '../../shared/forms/faults';
import { ObjectPicker } from '../../shared/pick/object-picker';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import type { Entry, EventCode } from './queries';
import { moved, shifted } from './reorder';

export interface TriggerListProps {
  readonly title: string;
  readonly what: string;
  readonly list: 'ignore' | 'actions';
  readonly event: EventCode;
  readonly entries: readonly Entry[];
  readonly isReadOnly: boolean;
  readonly onChange: (entries: readonly Entry[]) => void;
}

/** One list of a set, in the order in which it runs: dragged by pointer or keys, or moved by its buttons. */
export function TriggerList({ title, what, list, event, entries, isReadOnly, onChange }: TriggerListProps) {
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': String(key) })),
    onReorder({ keys, target }) {
      if (target.dropPosition === 'on') return;
      onChange(moved(entries, new Set([...keys].map(String)), String(target.key), target.dropPosition));
    },
    isDisabled: isReadOnly,
  });
  return (
    <div>
      <h3 className="text-sm font-semibold">{title}</h3>
      <p className="mb-2 text-xs text-muted">{what}</p>
      <GridList
        aria-label={title}
        items={entries.map((entry, index) => ({ ...entry, id: entry.uuid, index }))}
        // The rows say their place, which changes without the trigger.
        dependencies={[entries, isReadOnly]}
        dragAndDropHooks={dragAndDropHooks}
        renderEmptyState={() => <p className="p-3 text-sm text-muted">None. Attach a trigger below.</p>}
        className="rounded-md border border-line"
      >
        {(entry) => (
          <GridListItem
            id={entry.uuid}
            textValue={entry.name ?? entry.uuid}
            className="flex flex-wrap items-center gap-2 border-b border-line px-2 py-1 text-sm last:border-b-0 data-dragging:opacity-60 data-focus-visible:outline-2 data-focus-visible:-outline-offset-2 data-focus-visible:outline-accent"
          >
            <Row
              entry={entry}
              index={entry.index}
              count={entries.length}
              list={list}
              isReadOnly={isReadOnly}
              onMove={(by) => onChange(shifted(entries, entry.index, by))}
              onDetach={() => onChange(entries.filter(({ uuid }) => uuid !== entry.uuid))}
            />
          </GridListItem>
        )}
      </GridList>
      {!isReadOnly && (
        <ObjectPicker
          // A new one after each: what was picked is in the list.
          key={entries.length}
          kind="triggers"
          narrowing={{ event, kind: list === 'ignore' ? 'ignore' : 'action' }}
          label={<span className="sr-only">{`Attach to ${title}`}</span>}
          placeholder="Attach a trigger"
          className="mt-2 max-w-96"
          value={null}
          without={entries.map(({ uuid }) => uuid)}
          onChange={(picked) => picked !== null && onChange([...entries, { uuid: picked.uuid, name: picked.name }])}
        />
      )}
    </div>
  );
}

interface RowProps {
  readonly entry: Entry;
  readonly index: number;
  readonly count: number;
  readonly list: string;
  readonly isReadOnly: boolean;
  readonly onMove: (by: -1 | 1) => void;
  readonly onDetach: () => void;
}

function Row({ entry, index, count, list, isReadOnly, onMove, onDetach }: RowProps) {
  const faults = useFaults(`/${list}/${index}`);
  const name = entry.name ?? entry.uuid;
  return (
    <>
      {!isReadOnly && (
        <AriaButton slot="drag" aria-label={`Drag ${name}`} className="min-h-6 min-w-6 cursor-grab text-muted">
          ⠿
        </AriaButton>
      )}
      <span className="w-6 text-right text-muted tabular-nums">{index + 1}.</span>
      <span className="min-w-32 flex-1 break-words">
        <PathLink to={`/triggers/${entry.uuid}`}>
          <CertText>{name}</CertText>
        </PathLink>
        <span className="block text-xs text-muted">
          {entry.configuredBy === undefined
            ? 'runs with your rights once saved'
            : `runs with the rights of ${entry.configuredBy}`}
        </span>
        {faults.map((fault) => (
          <span key={fault} className="block text-xs text-danger">
            {fault}
          </span>
        ))}
      </span>
      {!isReadOnly && (
        <span className="flex gap-1">
          <Button
            kind="quiet"
            aria-label={`Move ${name} up`}
            disabledReason={index === 0 ? 'It is the first.' : undefined}
            onPress={() => onMove(-1)}
          >
            ↑
          </Button>
          <Button
            kind="quiet"
            aria-label={`Move ${name} down`}
            disabledReason={index === count - 1 ? 'It is the last.' : undefined}
            onPress={() => onMove(1)}
          >
            ↓
          </Button>
          <Button kind="quiet" aria-label={`Detach ${name}`} onPress={onDetach}>
            Detach
          </Button>
        </span>
      )}
    </>
  );
}
