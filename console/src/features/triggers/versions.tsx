import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ConditionTree } from '../../shared/conditions/result-tree';
import { isSame } from '../../shared/forms/merge';
import { useMay } from '../../shared/session/me';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { valueText, wordsOf } from '../../shared/text/words';
import { Button } from '../../shared/ui/button';
import { Select } from '../../shared/ui/select';
import { ErrorState, Loading } from '../../shared/ui/states';
import { draftOf } from './draft';
import { versionsQuery, type SavedTrigger, type TriggerVersion } from './queries';

/** What a trigger was before: any two versions beside each other, and the way back to one. */
export function Versions({ trigger }: { readonly trigger: SavedTrigger }) {
  const query = useQuery(versionsQuery(trigger.uuid));
  const may = useMay()('triggers:write');
  const navigate = useNavigate();
  const [left, setLeft] = useState<string>();
  const [right, setRight] = useState<string>();
  if (query.isPending) return <Loading what="the versions" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { items } = query.data;
  const numbers = items.map(({ version, updatedAt }) => ({
    value: String(version),
    label: version === trigger.version ? `${version}, the present one` : `${version}, ${updatedAt.slice(0, 10)}`,
  }));
  const find = (wanted: string | undefined) => items.find(({ version }) => String(version) === wanted);
  const before = find(left) ?? items[1];
  const after = find(right) ?? items[0];
  if (before === undefined || after === undefined) {
    return <p className="text-sm text-muted">This is the first version. Each change makes another.</p>;
  }
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-2">
        <Select
          className="w-56"
          label="Compare version"
          value={String(before.version)}
          choices={numbers}
          onChange={setLeft}
        />
        <Select
          className="w-56"
          label="with version"
          value={String(after.version)}
          choices={numbers}
          onChange={setRight}
        />
        {may && before.version !== trigger.version && (
          <Button onPress={() => void navigate({ to: `/triggers/${trigger.uuid}/edit?restore=${before.version}` })}>
            Restore version {before.version} …
          </Button>
        )}
      </div>
      <p className="text-sm text-muted">
        Version {before.version} was saved <Time at={before.updatedAt} />, version {after.version}{' '}
        <Time at={after.updatedAt} />. Restoring opens it in the editor; nothing changes until you save.
      </p>
      <Difference before={before} after={after} />
    </div>
  );
}

function Difference({ before, after }: { readonly before: TriggerVersion; readonly after: TriggerVersion }) {
  const [old, now] = [draftOf(before), draftOf(after)] as const;
  const members = Object.keys(now).filter((member) => !isSame(old[member], now[member]));
  if (members.length === 0) return <p className="text-sm">Both versions say the same.</p>;
  return (
    <dl className="flex flex-col gap-3 text-sm">
      {members.map((member) => (
        <div key={member}>
          <dt className="font-medium">{wordsOf(member)}</dt>
          <dd className="grid grid-cols-1 gap-2 lg:grid-cols-2">
            <Side title={`Version ${before.version}`} member={member} value={old[member]} />
            <Side title={`Version ${after.version}`} member={member} value={now[member]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Side({ title, member, value }: { readonly title: string; readonly member: string; readonly value: unknown }) {
  return (
    <div className="min-w-0 rounded-md border border-line bg-sunken p-2">
      <p className="text-xs text-muted">{title}</p>
      {member === 'condition' ? (
        <ConditionTree condition={value} isPlain />
      ) : (
        <pre className="font-mono text-xs break-words whitespace-pre-wrap">
          <CertText>{valueText(value) === '' ? 'nothing' : valueText(value)}</CertText>
        </pre>
      )}
    </div>
  );
}
