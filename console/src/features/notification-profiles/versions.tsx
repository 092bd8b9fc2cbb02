import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Members } from '../../shared/forms/merge';
import { useMay } from '../../shared/session/me';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { ErrorState, Loading } from '../../shared/ui/states';
import { changesBetween, restored } from './draft';
import { versionsQuery, type Profile, type ProfileVersion } from './queries';

export interface ProfileVersionsProps {
  readonly profile: Profile;
  readonly draft: Members;
  readonly onRestore: (draft: Members) => void;
}

/** What each version said, how it differs from what is edited now, and back to it. */
export function ProfileVersions({ profile, draft, onRestore }: ProfileVersionsProps) {
  const query = useQuery(versionsQuery(profile.uuid));
  const mayWrite = useMay()('notification-profiles:write');
  const [chosen, setChosen] = useState<number | undefined>();
  if (query.isPending) return <Loading what="the versions" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const versions = query.data.items;
  const shown = versions.find(({ version }) => version === chosen) ?? versions[1] ?? versions[0];
  return (
    <div className="grid grid-cols-1 gap-4 lg:grid-cols-[16rem_minmax(0,1fr)]">
      <ol
        className="self-start rounded-lg border border-line bg-surface p-2"
        aria-label="Versions, the newest in front"
      >
        {versions.map(({ version, savedAt }) => (
          <li key={version}>
            <button
              type="button"
              aria-current={version === shown?.version ? 'true' : undefined}
              className={classes(
                'flex w-full cursor-pointer justify-between gap-2 rounded-md px-2 py-1.5 text-left text-sm hover:bg-hover',
                version === shown?.version && 'bg-accent-tint font-semibold',
              )}
              onClick={() => setChosen(version)}
            >
              <span>Version {version}</span>
              <span className="text-xs font-normal text-muted">
                {version === profile.version ? 'now, ' : ''}
                <Time at={savedAt} />
              </span>
            </button>
          </li>
        ))}
      </ol>
      {shown !== undefined && (
        <Differences
          version={shown}
          draft={draft}
          reason={mayWrite ? undefined : 'You need the permission notification-profiles:write.'}
          onRestore={onRestore}
        />
      )}
    </div>
  );
}

interface DifferencesProps {
  readonly version: ProfileVersion;
  readonly draft: Members;
  readonly reason: string | undefined;
  readonly onRestore: (draft: Members) => void;
}

function Differences({ version, draft, reason, onRestore }: DifferencesProps) {
  const before = restored(draft, version);
  const changes = changesBetween(before, draft);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-base font-semibold">Version {version.version} and what is edited now</h2>
        <Button
          onPress={() => onRestore(before)}
          disabledReason={reason ?? (changes.length === 0 ? 'It says the same.' : undefined)}
        >
          Take version {version.version} into the editor
        </Button>
      </div>
      {changes.length === 0 && <p className="text-sm text-muted">They say the same.</p>}
      {changes.map(({ member, before: was, after }) => (
        <section key={member} aria-label={member} className="rounded-md border border-line bg-surface p-3">
          <h3 className="mb-2 font-mono text-xs font-semibold">{member}</h3>
          <div className="grid grid-cols-1 gap-2 md:grid-cols-2">
            <Side member={member} name={`Version ${version.version}`} text={was} look="bg-danger-tint" />
            <Side member={member} name="Now" text={after} look="bg-good-tint" />
          </div>
        </section>
      ))}
      <p className="text-xs text-muted">
        Versions have no secrets: those that are stored now stay. Name and description are of no version. Nothing counts
        until it is saved.
      </p>
    </div>
  );
}

interface SideProps {
  readonly member: string;
  readonly name: string;
  readonly text: string;
  readonly look: string;
}

function Side({ member, name, text, look }: SideProps) {
  return (
    <div className="min-w-0">
      <p className="text-xs text-muted">{name}</p>
      <pre
        tabIndex={0}
        role="region"
        aria-label={`${member}: ${name}`}
        className={classes('max-h-72 overflow-auto rounded p-2 font-mono text-xs whitespace-pre-wrap', look)}
      >
        {text === '' ? '–' : text}
      </pre>
    </div>
  );
}
