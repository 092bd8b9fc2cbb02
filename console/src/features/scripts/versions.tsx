import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { DataList } from '../../shared/list/data-list';
import type { Column } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { Badge, EmptyState } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { CompareVersions } from './compare';
import { loadVersions, restoreVersion, type ScriptDetail, type ScriptVersion } from './queries';
import { lintText, toneOfLint } from './words';

/** All versions of a script: what two of them differ in, and any of them as the newest again. */
export function Versions({ script }: { readonly script: ScriptDetail }) {
  const { name, currentVersion } = script;
  const { from, to }: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay()('scripts:write');
  const [restoring, setRestoring] = useState<number>();
  const fixed = useMemo(() => ({ of: name }), [name]);
  const compare = (one: number, other: number) =>
    void navigate({
      to: '/scripts/$name',
      params: { name },
      search: { tab: 'versions', from: `${one}`, to: `${other}` },
      replace: true,
    });
  const columns: readonly Column<ScriptVersion>[] = [
    {
      id: 'number',
      header: 'Version',
      width: '8rem',
      cell: ({ number }) => (
        <>
          {number} {number === currentVersion && <Badge tone="accent">current</Badge>}
        </>
      ),
    },
    { id: 'createdAt', header: 'Saved', width: '9rem', cell: ({ createdAt }) => <Time at={createdAt} /> },
    { id: 'author', header: 'By', width: '9rem', cell: ({ author }) => <CertText isCut>{author}</CertText> },
    {
      id: 'comment',
      header: 'What is new',
      width: 'minmax(10rem, 2fr)',
      cell: ({ comment }) => <CertText isCut>{comment}</CertText>,
    },
    {
      id: 'lint',
      header: 'Findings',
      width: '11rem',
      cell: ({ lint }) =>
        lintText(lint) === '' ? (
          <span className="text-muted">none</span>
        ) : (
          <Badge tone={toneOfLint(lint)}>{lintText(lint)}</Badge>
        ),
    },
    {
      id: 'actions',
      header: 'Do',
      width: '17rem',
      cell: ({ number }) => (
        <span className="flex gap-1">
          <Button
            aria-label={`What version ${number} changed`}
            disabledReason={number === 1 ? 'It is the first.' : undefined}
            onPress={() => compare(number - 1, number)}
          >
            Changes
          </Button>
          {number !== currentVersion && (
            <>
              <Button
                aria-label={`Compare version ${number} with the current one`}
                onPress={() => compare(number, currentVersion)}
              >
                To now
              </Button>
              <Button
                aria-label={`Restore version ${number}`}
                disabledReason={mayWrite ? undefined : 'You need the right scripts:write.'}
                onPress={() => setRestoring(number)}
              >
                Restore …
              </Button>
            </>
          )}
        </span>
      ),
    },
  ];
  return (
    <div className="flex flex-col gap-4">
      {from !== undefined && to !== undefined && (
        <CompareVersions script={script} from={Number(from)} to={Number(to)} onChange={compare} />
      )}
      <DataList
        id="versions-of-script"
        fixed={fixed}
        what="versions"
        topic="scripts"
        filters={[]}
        columns={columns}
        load={loadVersions}
        keyOf={({ number }) => `${number}`}
        titleOf={({ number }) => `Version ${number}`}
        empty={<EmptyState title="There are no versions" />}
      />
      <Restore script={script} version={restoring} onClose={() => setRestoring(undefined)} />
    </div>
  );
}

interface RestoreProps {
  readonly script: ScriptDetail;
  readonly version: number | undefined;
  readonly onClose: () => void;
}

function Restore({ script: { name, currentVersion }, version, onClose }: RestoreProps) {
  const client = useQueryClient();
  const restore = useMutation({
    mutationFn: () => restoreVersion(name, version!),
    onError: tellError,
    async onSuccess(script) {
      tell(`The text of version ${version} is version ${script.currentVersion} now.`);
      await client.invalidateQueries({ queryKey: ['script', name] });
      await client.resetQueries({ queryKey: ['list', 'versions-of-script'] });
    },
    onSettled: onClose,
  });
  return (
    <ConfirmDanger
      isOpen={version !== undefined}
      onClose={onClose}
      action={`Restore version ${version ?? ''}`}
      isBusy={restore.isPending}
      onConfirm={() => restore.mutate()}
    >
      <p>
        Its text and settings become version {currentVersion + 1}; what says “latest” runs it from then on. No version
        is lost.
      </p>
    </ConfirmDanger>
  );
}
