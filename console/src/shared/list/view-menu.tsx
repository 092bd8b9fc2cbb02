import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sentenceOf } from '../api/problem';
import { useMay } from '../session/me';
import { copyText } from '../text/copy';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { TextField } from '../ui/field';
import { Menu } from '../ui/menu';
import { Checkbox } from '../ui/select';
import { tell, tellError } from '../ui/toasts';
import type { FilterValues } from './list-types';
import { labelOfView, removeView, saveView, viewsQuery, type SavedView } from './saved-views';

export interface ViewMenuProps {
  readonly id: string;
  readonly values: FilterValues;
  readonly columns: readonly string[];
  readonly onOpen: (view: Pick<SavedView, 'query' | 'columns'>) => void;
}

/** Saved views of a list, own and shared, and the link that shows others what somebody sees. */
export function ViewMenu({ id, values, columns, onOpen }: ViewMenuProps) {
  const mayShare = useMay()('views:share');
  const client = useQueryClient();
  const found = useQuery(viewsQuery(id));
  const views = found.data ?? [];
  const [isNaming, setNaming] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: ['views', id] });
  const copyLink = async () => {
    if (await copyText(window.location.href)) tell('The link to this view is copied.');
    else tellError(new Error('The browser did not allow copying. Copy the address of the page.'));
  };
  const remove = useMutation({
    mutationFn: removeView,
    onError: tellError,
    onSuccess(_, view) {
      const back = () => void saveView(id, view, []).then(refresh, tellError);
      // A view of somebody else would come back as one's own.
      tell(`Removed the view “${view.name}”.`, view.mine ? back : undefined);
    },
    onSettled: refresh,
  });
  return (
    <>
      <Menu
        kind="quiet"
        label="Views"
        entries={[
          ...views.map((view) => ({
            id: `open ${view.uuid}`,
            label: labelOfView(view),
            onAction: () => onOpen(view),
          })),
          { id: 'save', label: 'Save this view …', onAction: () => setNaming(true) },
          { id: 'link', label: 'Copy the link to this view', onAction: () => void copyLink() },
          ...views
            .filter(({ mine }) => mine || mayShare)
            .map((view) => ({
              id: `remove ${view.uuid}`,
              label: `Remove “${view.name}”`,
              onAction: () => remove.mutate(view),
            })),
        ]}
      />
      {isNaming && (
        <SaveDialog
          id={id}
          values={values}
          columns={columns}
          views={views}
          mayShare={mayShare}
          onClose={() => setNaming(false)}
          onSaved={() => void refresh()}
        />
      )}
    </>
  );
}

interface SaveDialogProps extends Omit<ViewMenuProps, 'onOpen'> {
  readonly views: readonly SavedView[];
  readonly mayShare: boolean;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

function SaveDialog({ id, values, columns, views, mayShare, onClose, onSaved }: SaveDialogProps) {
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const isTaken = views.some((view) => view.mine && view.name === name.trim());
  const save = useMutation({
    mutationFn: () => saveView(id, { name: name.trim(), query: values, columns, shared }, views),
    onSuccess(view) {
      tell(`Saved the view “${view.name}”${view.shared ? ' for everybody' : ''}.`);
      onSaved();
      onClose();
    },
  });
  const reason = name.trim() === '' ? 'Give it a name first.' : save.isPending ? 'It is being saved.' : undefined;
  return (
    <Dialog
      title="Save this view"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" onPress={() => save.mutate()} disabledReason={reason}>
            {isTaken ? 'Save in its place' : 'Save'}
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        autoFocus
        errors={save.isError ? [sentenceOf(save.error)] : []}
        description={
          isTaken ? 'You have a view of this name; it is replaced.' : 'Filter, order and columns are kept under it.'
        }
      />
      <Checkbox isSelected={shared} isDisabled={!mayShare} onChange={setShared}>
        Everybody may open it
        {!mayShare && <span className="text-muted">: for that you need the permission views:share</span>}
      </Checkbox>
    </Dialog>
  );
}
