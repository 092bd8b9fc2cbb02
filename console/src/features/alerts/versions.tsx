import { useQueries } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { CodeCompare } from '../../shared/code/code-compare';
import { DataList } from '../../shared/list/data-list';
import type { Column } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Section } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { Badge, EmptyState, ErrorState, Loading } from '../../shared/ui/states';
import { draftOf } from './draft';
import { loadVersions, versionQuery, type Alert } from './queries';

/** All versions of an alert; runs say by which they were made. */
export function AlertVersions({ alert: { uuid, version: current } }: { readonly alert: Alert }) {
  const { from, to }: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay()('alerts:write');
  const fixed = useMemo(() => ({ of: uuid }), [uuid]);
  const compare = (one: number, other: number) =>
    void navigate({
      to: '/alerts/$uuid',
      params: { uuid },
      search: { tab: 'versions', from: `${one}`, to: `${other}` },
      replace: true,
    });
  const columns: readonly Column<Alert>[] = [
    {
      id: 'version',
      header: 'Version',
      width: '9rem',
      cell: ({ version }) => (
        <>
          {version} {version === current && <Badge tone="accent">current</Badge>}
        </>
      ),
    },
    { id: 'changedAt', header: 'Saved', width: '9rem', cell: ({ changedAt }) => <Time at={changedAt} /> },
    { id: 'name', header: 'Name', width: 'minmax(10rem, 2fr)', cell: ({ name }) => <CertText isCut>{name}</CertText> },
    {
      id: 'actions',
      header: 'Do',
      width: '20rem',
      cell: ({ version }) => (
        <span className="flex gap-1">
          <Button
            aria-label={`What version ${version} changed`}
            disabledReason={version === 1 ? 'It is the first.' : undefined}
            onPress={() => compare(version - 1, version)}
          >
            Changes
          </Button>
          {version !== current && (
            <Button
              aria-label={`Restore version ${version}`}
              disabledReason={mayWrite ? undefined : 'You need the right alerts:write.'}
              onPress={() =>
                void navigate({ to: '/alerts/$uuid/edit', params: { uuid }, search: { version: `${version}` } })
              }
            >
              Restore in the editor
            </Button>
          )}
        </span>
      ),
    },
  ];
  return (
    <div className="flex flex-col gap-4">
      {from !== undefined && to !== undefined && <Compare uuid={uuid} from={Number(from)} to={Number(to)} />}
      <DataList
        id="versions-of-alert"
        fixed={fixed}
        what="versions"
        topic="alerts"
        filters={[]}
        columns={columns}
        load={loadVersions}
        keyOf={({ version }) => `${version}`}
        titleOf={({ version }) => `Version ${version}`}
        empty={<EmptyState title="There are no versions" />}
      />
    </div>
  );
}

function Compare({ uuid, from, to }: { readonly uuid: string; readonly from: number; readonly to: number }) {
  const [before, after] = useQueries({ queries: [versionQuery(uuid, from), versionQuery(uuid, to)] });
  const error = before.error ?? after.error;
  return (
    <Section title={`Version ${from} and version ${to}`}>
      {error !== null ? (
        <ErrorState error={error} />
      ) : before.data === undefined || after.data === undefined ? (
        <Loading what="the versions" />
      ) : (
        <CodeCompare
          language="json"
          before={{ name: `Version ${from}`, text: textOf(before.data) }}
          after={{ name: `Version ${to}`, text: textOf(after.data) }}
        />
      )}
    </Section>
  );
}

function textOf(alert: Alert): string {
  return JSON.stringify(draftOf(alert), null, 2);
}
