import { useState } from 'react';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Checkbox } from '../ui/select';
import type { Column } from './list-types';

export interface ColumnMenuProps<Row> {
  readonly all: readonly Column<Row>[];
  readonly ids: readonly string[];
  readonly onChoose: (ids: readonly string[]) => void;
}

/** Which columns a list shows, and in which order. */
export function ColumnMenu<Row>({ all, ids, onChoose }: ColumnMenuProps<Row>) {
  const [isOpen, setOpen] = useState(false);
  const ordered = [...ids, ...all.map(({ id }) => id).filter((id) => !ids.includes(id))];
  const move = (id: string, by: number) => {
    const next = [...ids];
    const at = next.indexOf(id);
    next.splice(at, 1);
    next.splice(at + by, 0, id);
    onChoose(next);
  };
  const toggle = (id: string, isShown: boolean) =>
    onChoose(isShown ? [...ids, id] : ids.filter((other) => other !== id));
  return (
    <>
      <Button kind="quiet" onPress={() => setOpen(true)}>
        Columns
      </Button>
      <Dialog title="Columns" isOpen={isOpen} onClose={() => setOpen(false)}>
        <ul className="flex flex-col gap-1">
          {ordered.map((id) => {
            const header = all.find((column) => column.id === id)?.header ?? id;
            const at = ids.indexOf(id);
            return (
              <li key={id} className="flex min-h-8 items-center justify-between gap-2">
                <Checkbox
                  isSelected={at >= 0}
                  isDisabled={at >= 0 && ids.length === 1}
                  onChange={(isShown) => toggle(id, isShown)}
                >
                  {header}
                </Checkbox>
                {at >= 0 && (
                  <span className="flex">
                    <Button
                      kind="quiet"
                      aria-label={`Move ${header} to the left`}
                      disabledReason={at === 0 ? 'It is the first.' : undefined}
                      onPress={() => move(id, -1)}
                    >
                      ↑
                    </Button>
                    <Button
                      kind="quiet"
                      aria-label={`Move ${header} to the right`}
                      disabledReason={at === ids.length - 1 ? 'It is the last.' : undefined}
                      onPress={() => move(id, 1)}
                    >
                      ↓
                    </Button>
                  </span>
                )}
              </li>
            );
          })}
        </ul>
      </Dialog>
    </>
  );
}
