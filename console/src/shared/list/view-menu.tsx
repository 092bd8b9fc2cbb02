import { useState } from 'react';
import { copyText } from '../text/copy';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { TextField } from '../ui/field';
import { Menu } from '../ui/menu';
import { tell, tellError } from '../ui/toasts';
import type { FilterValues } from './list-types';
import { removeView, saveView, savedViews, type SavedView } from './saved-views';

export interface ViewMenuProps {
  readonly id: string;
  readonly values: FilterValues;
  readonly columns: readonly string[];
  readonly onOpen: (view: SavedView) => void;
}

/** Saved views of a list, and the link that shows others what somebody sees. */
export function ViewMenu({ id, values, columns, onOpen }: ViewMenuProps) {
  const [views, setViews] = useState(() => savedViews(id));
  const [name, setName] = useState<string | undefined>();
  const share = async () => {
    if (await copyText(window.location.href)) tell('The link to this view is copied.');
    else tellError(new Error('The browser did not allow copying. Copy the address of the page.'));
  };
  const remove = (view: SavedView) => {
    setViews(removeView(id, view.name));
    tell(`Removed the view “${view.name}”.`, () => setViews(saveView(id, view)));
  };
  const save = () => {
    if (name === undefined || name.trim() === '') return;
    setViews(saveView(id, { name: name.trim(), values, columns }));
    setName(undefined);
    tell(`Saved the view “${name.trim()}” in this browser.`);
  };
  return (
    <>
      <Menu
        kind="quiet"
        label="Views"
        entries={[
          ...views.map((view) => ({ id: `open ${view.name}`, label: view.name, onAction: () => onOpen(view) })),
          { id: 'save', label: 'Save this view …', onAction: () => setName('') },
          { id: 'share', label: 'Copy the link to this view', onAction: () => void share() },
          ...views.map((view) => ({
            id: `remove ${view.name}`,
            label: `Remove “${view.name}”`,
            onAction: () => remove(view),
          })),
        ]}
      />
      <Dialog
        title="Save this view"
        isOpen={name !== undefined}
        onClose={() => setName(undefined)}
        actions={
          <>
            <Button onPress={() => setName(undefined)}>Cancel</Button>
            <Button
              kind="primary"
              onPress={save}
              disabledReason={name?.trim() === '' ? 'Give it a name first.' : undefined}
            >
              Save
            </Button>
          </>
        }
      >
        <TextField
          label="Name"
          value={name ?? ''}
          onChange={setName}
          autoFocus
          description="Filter, order and columns are kept in this browser under it."
        />
      </Dialog>
    </>
  );
}
