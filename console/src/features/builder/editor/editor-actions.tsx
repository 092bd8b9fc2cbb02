import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { rawRequest } from '../../../shared/api/raw';
import { saveFile } from '../../../shared/list/save-file';
import { useMay } from '../../../shared/session/me';
import { Button } from '../../../shared/ui/button';
import { ConfirmDanger } from '../../../shared/ui/confirm-danger';
import { Menu } from '../../../shared/ui/menu';
import { tell, tellError } from '../../../shared/ui/toasts';
import { BackfillDialog } from '../instances/backfill-dialog';
import { StartDialog } from '../instances/start-dialog';
import type { Definition, FlowType } from '../model/flow';
import { removeDefinition, unpublish } from '../queries';
import { PreviewDialog } from './preview-dialog';
import { PublishDialog } from './publish-dialog';

export interface EditorActionsProps {
  readonly definition: Definition;
  readonly type: FlowType | undefined;
  readonly isDirty: boolean;
  readonly canBeSaved: boolean;
  readonly isSaving: boolean;
  readonly onSave: () => void;
  readonly onOpen: (step: string) => void;
}

type Open = 'preview' | 'publish' | 'start' | 'backfill' | 'unpublish' | 'delete';

/** What is done to the workflow as a whole. */
export function EditorActions(props: EditorActionsProps) {
  const { definition, type, isDirty, canBeSaved, isSaving, onSave, onOpen } = props;
  const { uuid, name, revision, publishedVersion, draftVersion, isGlobal, enabled } = definition;
  const may = useMay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const needs = (permission: Parameters<typeof may>[0]) =>
    may(permission) ? undefined : `You need the permission ${permission}.`;
  const saveFirst = isDirty ? 'Save first.' : undefined;
  const withdraw = useMutation({
    mutationFn: () => unpublish(uuid, revision),
    onError: tellError,
    async onSuccess() {
      tell('No new instances begin; those under way go on.');
      close();
      await client.invalidateQueries({ queryKey: ['definition', uuid] });
    },
  });
  const remove = useMutation({
    mutationFn: () => removeDefinition(uuid, revision),
    onError: tellError,
    async onSuccess() {
      tell(`“${name}” is deleted.`);
      await client.resetQueries({ queryKey: ['list', 'definitions'] });
      await navigate({ to: '/builder/definitions' });
    },
  });
  const exportIt = () =>
    void rawRequest(`/api/v1/exports?kinds=WorkflowDefinition&names=${encodeURIComponent(name)}`)
      .then((answer) => answer.blob())
      .then((content) => saveFile(`${name.replace(/[^\w.-]+/g, '-')}.yaml`, content))
      .catch(tellError);
  const notPublished = publishedVersion === null ? 'It has no published version.' : undefined;
  const watches = definition.type.endsWith('_collection');
  return (
    <>
      <Button
        kind={isDirty ? 'primary' : 'plain'}
        hint="Ctrl+S"
        onPress={onSave}
        disabledReason={
          needs('builder:write') ??
          (isSaving
            ? 'It is being saved.'
            : !isDirty
              ? 'Nothing was changed.'
              : canBeSaved
                ? undefined
                : 'It cannot be saved yet: see the list of problems.')
        }
      >
        Save
      </Button>
      <Button
        onPress={() => setOpen('preview')}
        disabledReason={saveFirst ?? needs('builder:read') ?? needs('certificates:read')}
      >
        Preview
      </Button>
      <Button
        kind={!isDirty && draftVersion !== null ? 'primary' : 'plain'}
        onPress={() => setOpen('publish')}
        disabledReason={
          needs('builder:publish') ??
          saveFirst ??
          (draftVersion === null && publishedVersion !== null ? 'The newest version is published.' : undefined)
        }
      >
        Publish
      </Button>
      <Button
        onPress={() => setOpen('start')}
        disabledReason={needs('builder:execute') ?? notPublished ?? (enabled ? undefined : 'It is disabled.')}
      >
        Start
      </Button>
      <Menu
        label="More"
        name="More for this workflow"
        entries={[
          {
            id: 'versions',
            label: 'Versions',
            onAction: () => void navigate({ to: '/builder/definitions/$uuid/versions', params: { uuid } }),
          },
          {
            id: 'instances',
            label: 'Instances',
            onAction: () => void navigate({ to: '/builder/instances', search: { definitionUuid: uuid } as never }),
          },
          { id: 'export', label: 'Export as YAML', onAction: exportIt },
          ...(watches
            ? [
                {
                  id: 'backfill',
                  label: 'Back-fill …',
                  onAction: () => setOpen('backfill'),
                  disabledReason: needs('builder:write') ?? notPublished,
                },
              ]
            : []),
          {
            id: 'unpublish',
            label: 'Unpublish …',
            onAction: () => setOpen('unpublish'),
            disabledReason:
              needs('builder:publish') ??
              notPublished ??
              (isGlobal ? 'The global one always has a published version.' : undefined),
          },
          {
            id: 'delete',
            label: 'Delete …',
            isDangerous: true,
            onAction: () => setOpen('delete'),
            disabledReason: needs('builder:write') ?? (isGlobal ? 'The global one is always there.' : undefined),
          },
        ]}
      />
      {open === 'preview' && (
        <PreviewDialog
          uuid={uuid}
          item={type?.item ?? 'certificate'}
          onClose={close}
          onOpen={(step) => {
            close();
            onOpen(step);
          }}
        />
      )}
      {open === 'publish' && <PublishDialog definition={definition} onClose={close} />}
      {open === 'start' && <StartDialog definition={definition} item={type?.item ?? 'certificate'} onClose={close} />}
      {open === 'backfill' && <BackfillDialog uuid={uuid} onClose={close} />}
      <ConfirmDanger
        isOpen={open === 'unpublish'}
        onClose={close}
        action="Unpublish it"
        isBusy={withdraw.isPending}
        onConfirm={() => withdraw.mutate()}
      >
        No new instances begin. Those under way go on, and it can be published again.
      </ConfirmDanger>
      <ConfirmDanger
        isOpen={open === 'delete'}
        onClose={close}
        action="Delete the workflow"
        typed={publishedVersion === null ? undefined : name}
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        The workflow and its versions are gone for good. Instances that have ended stay; while some are under way it
        cannot be deleted.
      </ConfirmDanger>
    </>
  );
}
