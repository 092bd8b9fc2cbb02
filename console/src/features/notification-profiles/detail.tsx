import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Members } from '../../shared/forms/merge';
import { useEditor } from '../../shared/forms/use-editor';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { useTab } from '../../shared/shell/use-tab';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { ErrorState, Loading } from '../../shared/ui/states';
import { Tabs } from '../../shared/ui/tabs';
import { tell, tellError } from '../../shared/ui/toasts';
import { firstDraft, ProfileForm, useSaving } from './editor';
import { deleteProfile, loadDraft, profileQuery, type Profile } from './queries';
import { TestDialog } from './test-dialog';
import { ProfileUse } from './use';
import { ProfileVersions } from './versions';

/** One notification profile: edited, tried, compared with its versions, and where it is used. */
export function ProfileDetail() {
  const { uuid = '' } = useParams({ strict: false });
  return <OneProfile key={uuid} uuid={uuid} />;
}

function OneProfile({ uuid }: { readonly uuid: string }) {
  const query = useQuery(profileQuery(uuid));
  const saving = useSaving(uuid);
  const editor = useEditor<Members, Profile>({
    queryKey: ['notification-profile', uuid],
    initial: firstDraft,
    load: (signal) => loadDraft(uuid, signal),
    ...saving,
  });
  const [tab, setTab] = useTab('profile');
  const error = query.error ?? editor.query.error;
  if (error !== null) {
    return (
      <Page title="Notification profile">
        <ErrorState error={error} onRetry={() => void Promise.all([query.refetch(), editor.query.refetch()])} />
      </Page>
    );
  }
  if (query.data === undefined || !editor.isReady) return <Loading what="the profile" />;
  const profile = query.data;
  return (
    <Page
      title={profile.name}
      heading={<CertText>{profile.name}</CertText>}
      actions={<Acts profile={profile} isDirty={editor.isDirty} />}
    >
      {profile.warnings.length > 0 && (
        <div role="note" className="rounded-md border border-warn/40 bg-warn-tint p-3 text-sm text-warn">
          <ul className="list-disc pl-4">
            {profile.warnings.map(({ code, detail, pointer }) => (
              <li key={`${code} ${pointer ?? ''}`}>
                <CertText>{detail}</CertText>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Tabs
        name={profile.name}
        selected={tab}
        onSelect={setTab}
        tabs={[
          { id: 'profile', label: 'Profile', content: <ProfileForm editor={editor} saved={profile} /> },
          {
            id: 'versions',
            label: `Versions (${profile.version})`,
            content: (
              <ProfileVersions
                profile={profile}
                draft={editor.draft}
                onRestore={(draft) => {
                  editor.setDraft(draft);
                  setTab('profile');
                }}
              />
            ),
          },
          { id: 'use', label: `In use by (${profile.usedBy.length})`, content: <ProfileUse profile={profile} /> },
        ]}
      />
    </Page>
  );
}

function Acts({ profile, isDirty }: { readonly profile: Profile; readonly isDirty: boolean }) {
  const mayWrite = useMay()('notification-profiles:write');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'test' | 'delete' | undefined>();
  const remove = useMutation({
    mutationFn: () => deleteProfile(profile),
    onError: tellError,
    async onSuccess() {
      tell(`“${profile.name}” is deleted. Its versions stay.`);
      await navigate({ to: '/notification-profiles' });
      await client.resetQueries({ queryKey: ['list', 'notification-profiles'] });
    },
    onSettled: () => setAsked(undefined),
  });
  const reason = mayWrite ? undefined : 'You need the permission notification-profiles:write.';
  return (
    <>
      <Button
        onPress={() => setAsked('test')}
        disabledReason={reason ?? (isDirty ? 'What is tested is the saved profile: save or discard first.' : undefined)}
      >
        Send a test …
      </Button>
      <Button
        onPress={() => setAsked('delete')}
        disabledReason={
          reason ?? (profile.usedBy.length > 0 ? 'Triggers use it; take it out of them first.' : undefined)
        }
      >
        Delete …
      </Button>
      {asked === 'test' && <TestDialog profile={profile} onClose={() => setAsked(undefined)} />}
      <ConfirmDanger
        isOpen={asked === 'delete'}
        onClose={() => setAsked(undefined)}
        action="Delete the profile"
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        Nobody is told by it any more. What was told stays in the deliveries.
      </ConfirmDanger>
    </>
  );
}
