import { useNavigate } from '@tanstack/react-router';
import { api, dataOf } from '../../shared/api/client';
import { FaultsOf, FaultSummary } from '../../shared/forms/faults';
import { MergeDialog } from '../../shared/forms/merge-dialog';
import { SchemaForm } from '../../shared/forms/schema-form';
import { UnsavedGuard } from '../../shared/forms/unsaved-guard';
import { useEditor } from '../../shared/forms/use-editor';
import { useMay } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { targetOf } from '../../shared/shell/path-link';
import { Button } from '../../shared/ui/button';
import { EmptyState, ErrorState, Loading } from '../../shared/ui/states';
import { tell } from '../../shared/ui/toasts';

type Values = Readonly<Record<string, unknown>>;

const parts = [
  { title: 'Uploads', members: ['syncTimeout', 'upload', 'uploads'] },
  {
    title: 'Expiry and replacement',
    members: [
      ...['expiringThreshold', 'expiringThresholdPercent', 'expirationScan', 'expiration'],
      ...['replacementDetection', 'replacement'],
    ],
  },
  { title: 'Validation', members: ['validation'] },
  { title: 'How long things are kept', members: ['eventHistory', 'operations', 'workflows'] },
  { title: 'Alerts, scripts, SSH keys', members: ['alerts', 'scripts', 'sshKeys'] },
  { title: 'Approvals', members: ['approvals'] },
  { title: 'Sign-in', members: ['signIn'] },
  { title: 'Audit log', members: ['audit'] },
  { title: 'Calls of Keyfactor Command', members: ['compatApi'] },
] as const;

const known = new Set<string>(parts.flatMap(({ members }) => members));

/** Changes the platform's settings. */
export function EditSettings() {
  const navigate = useNavigate();
  const mayWrite = useMay()('settings:write');
  const editor = useEditor<Values, unknown>({
    queryKey: ['settings'],
    load: async (signal) => {
      const { data, response } = await api.GET('/api/v1/settings', { signal });
      return { value: data as unknown as Values, etag: response.headers.get('ETag') };
    },
    initial: {},
    save: (value, etag) =>
      dataOf(api.PUT('/api/v1/settings', { params: { header: { 'If-Match': etag ?? '*' } }, body: value as never })),
    onSaved() {
      tell('The settings are saved, and hold from now on.');
      void navigate({ ...targetOf('/settings'), ignoreBlocker: true });
    },
  });
  const { query, draft, isDirty } = editor;
  if (!mayWrite) {
    return (
      <Page title="Change the settings">
        <EmptyState title="You may not change this">You need the permission settings:write.</EmptyState>
      </Page>
    );
  }
  if (query.isError || !editor.isReady) {
    return (
      <Page title="Change the settings">
        {query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Loading what="the settings" />
        )}
      </Page>
    );
  }
  const others = Object.keys(draft).filter((name) => !known.has(name));
  const shown = others.length === 0 ? parts : [...parts, { title: 'Others', members: others }];
  const off = editor.isSaving ? 'It is being saved.' : isDirty ? undefined : 'Nothing is changed.';
  return (
    <Page title="Change the settings">
      <FaultsOf error={editor.error}>
        <form
          className="flex max-w-4xl flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (off === undefined) editor.save();
          }}
        >
          <FaultSummary error={editor.error} shown={(pointer) => pointer !== ''} />
          {shown.map(({ title, members }) => (
            <Section key={title} title={title}>
              <SchemaForm schema="SettingsRequest" value={draft} onChange={editor.set} only={members} />
            </Section>
          ))}
          <div className="sticky bottom-0 flex flex-wrap gap-2 border-t border-line bg-sunken py-3">
            <Button type="submit" kind="primary" disabledReason={off}>
              Save
            </Button>
            <Button
              disabledReason={editor.undo === undefined ? 'There is nothing to undo.' : undefined}
              onPress={() => editor.undo?.()}
            >
              Undo
            </Button>
            <Button kind="quiet" onPress={() => void navigate(targetOf('/settings'))}>
              Cancel
            </Button>
          </div>
        </form>
        <MergeDialog {...editor.merge} />
        <UnsavedGuard isDirty={isDirty && !editor.isSaving} />
      </FaultsOf>
    </Page>
  );
}
