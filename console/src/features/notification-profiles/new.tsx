import type { Members } from '../../shared/forms/merge';
import { useEditor } from '../../shared/forms/use-editor';
import { Page } from '../../shared/shell/page';
import { firstDraft, ProfileForm, useSaving } from './editor';
import type { Profile } from './queries';

/** A profile from nothing. */
export function NewProfile() {
  const saving = useSaving(undefined);
  const editor = useEditor<Members, Profile>({
    queryKey: ['notification-profile', 'new'],
    initial: firstDraft,
    ...saving,
  });
  return (
    <Page title="New notification profile">
      <ProfileForm editor={editor} />
    </Page>
  );
}
