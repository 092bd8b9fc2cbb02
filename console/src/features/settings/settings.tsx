import { Coded } from '../../shared/text/coded';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { schemaBookQuery } from '../../shared/forms/json-schema';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { PathLink, targetOf } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { TextField } from '../../shared/ui/field';
import { Checkbox } from '../../shared/ui/select';
import { Badge, EmptyState, ErrorState, Loading } from '../../shared/ui/states';
import { settingsQuery, settingWords } from '../objects/inherited';
import { settingRows, type SettingRow } from './setting-rows';

const changesQuery = {
  queryKey: ['settings', 'changes'],
  meta: { topic: 'settings' as const },
  queryFn: ({ signal }: { readonly signal: AbortSignal }) => dataOf(api.GET('/api/v1/settings/changes', { signal })),
};

/** Every setting of the platform: its value, its default, what it does, and who changed it last. */
export function Settings() {
  const settings = useQuery(settingsQuery);
  const book = useQuery(schemaBookQuery);
  const changes = useQuery(changesQuery);
  const may = useMay();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [isChangedOnly, setChangedOnly] = useState(false);
  const failed = [settings, book, changes].find(({ isError }) => isError);
  const frame = (content: React.ReactNode) => (
    <Page
      title="Settings"
      description="What holds for the whole installation. RA profiles and triggers may say otherwise for some objects."
      actions={
        <Button
          kind="primary"
          disabledReason={may('settings:write') ? undefined : 'You need the permission settings:write.'}
          onPress={() => void navigate(targetOf('/settings/edit'))}
        >
          Change …
        </Button>
      }
    >
      {content}
    </Page>
  );
  if (failed !== undefined) return frame(<ErrorState error={failed.error} onRetry={() => void failed.refetch()} />);
  if (settings.data === undefined || book.data === undefined || changes.data === undefined) {
    return frame(<Loading what="the settings" />);
  }
  const wanted = text.trim().toLowerCase();
  const rows = settingRows(settings.data, book.data).filter(
    ({ label, effect, isDefault }) =>
      (!isChangedOnly || !isDefault) && `${label} ${effect}`.toLowerCase().includes(wanted),
  );
  const changeOf = (pointer: string) => changes.data.items.find(({ setting }) => setting === pointer);
  return frame(
    <>
      <div role="search" aria-label="Filters" className="flex flex-wrap items-end gap-4">
        <TextField label="Search" type="search" value={text} onChange={setText} className="w-64" />
        <Checkbox isSelected={isChangedOnly} onChange={setChangedOnly}>
          Only what differs from its default
        </Checkbox>
      </div>
      {rows.length === 0 ? (
        <EmptyState title="No setting matches">
          {isChangedOnly ? 'Each of them has its default.' : 'Search for another word.'}
        </EmptyState>
      ) : (
        <div
          className="overflow-x-auto rounded-lg border border-line bg-surface"
          tabIndex={0}
          role="region"
          aria-label="Settings"
        >
          <table className="w-full text-sm">
            <thead className="bg-sunken text-left text-xs text-muted">
              <tr>
                {['Setting', 'Value', 'Default', 'Effect', 'Changed last'].map((name) => (
                  <th key={name} scope="col" className="px-3 py-2 font-semibold">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.pointer} row={row} change={changeOf(row.pointer)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="text-sm">
        <PathLink to="/audit-log?resource=settings" className="underline">
          All changes of settings in the audit log
        </PathLink>
      </p>
    </>,
  );
}

interface RowProps {
  readonly row: SettingRow;
  readonly change:
    { readonly at: string; readonly by: { readonly uuid: string | null; readonly name: string } } | undefined;
}

function Row({ row: { label, value, first, effect, isDefault }, change }: RowProps) {
  return (
    <tr className="border-t border-line align-top">
      <th scope="row" className="min-w-44 px-3 py-2 text-left font-medium">
        {label}
      </th>
      <td className="min-w-28 px-3 py-2">
        <CertText>{settingWords(value)}</CertText> {!isDefault && <Badge tone="accent">changed</Badge>}
      </td>
      <td className="min-w-28 px-3 py-2 text-muted">
        <CertText>{settingWords(first)}</CertText>
      </td>
      <td className="min-w-64 px-3 py-2">
        <Coded>{effect}</Coded>
      </td>
      <td className="min-w-36 px-3 py-2">
        {change === undefined ? (
          <span className="text-muted">never</span>
        ) : (
          <>
            <Time at={change.at} /> by{' '}
            <PathLink to={`/users/${change.by.uuid ?? ''}`} className="underline">
              <CertText>{change.by.name}</CertText>
            </PathLink>
          </>
        )}
      </td>
    </tr>
  );
}
