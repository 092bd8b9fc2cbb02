import { actionSentence, type ShownAction } from './action-words';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { rawRequest } from '../../shared/api/raw';
import { ConditionTree } from '../../shared/conditions/result-tree';
import { saveFile } from '../../shared/list/save-file';
import { useMay } from '../../shared/session/me';
import { ObjectLink } from '../../shared/shell/object-link';
import { Page, Section } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { eventName } from '../../shared/text/event-names';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { Fact, Facts } from '../../shared/ui/facts';
import { Badge, ErrorState, Loading } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { kindWords, totalText, TriggerState } from './columns';
import { bodyOf, draftOf } from './draft';
import {
  deleteTrigger,
  saveTrigger,
  statisticsQuery,
  triggerQuery,
  type SavedTrigger,
  type Statistics,
} from './queries';
import { Versions } from './versions';

/** One trigger: what it says, how it does, where it counts, and what it was before. */
export function TriggerDetail() {
  const { uuid = '' } = useParams({ strict: false });
  const may = useMay();
  const query = useQuery(triggerQuery(uuid));
  const numbers = useQuery({ ...statisticsQuery(uuid), enabled: may('event-history:read') });
  if (query.isPending) return <Loading what="the trigger" />;
  if (query.isError) {
    return (
      <Page title="Trigger">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const { value: trigger, etag } = query.data;
  return (
    <Page
      title={trigger.name}
      heading={<CertText>{trigger.name}</CertText>}
      description={trigger.description === '' ? undefined : <CertText>{trigger.description}</CertText>}
      actions={<Acts trigger={trigger} etag={etag} />}
    >
      <Section title="About this trigger">
        <About trigger={trigger} statistics={numbers.data} />
      </Section>
      <Section title="When it matches">
        <ConditionTree condition={trigger.condition} isPlain />
      </Section>
      {trigger.kind === 'action' && (
        <Section title="What it does, in this order">
          <ActionList trigger={trigger} />
        </Section>
      )}
      <Section title="In use by">
        <InUse trigger={trigger} />
      </Section>
      <Section title="Versions">
        <Versions trigger={trigger} />
      </Section>
    </Page>
  );
}

function Acts({ trigger, etag }: { readonly trigger: SavedTrigger; readonly etag: string | null }) {
  const may = useMay()('triggers:write');
  const navigate = useNavigate();
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const { uuid, name, enabled, attachedTo } = trigger;
  const reread = async () => {
    await client.invalidateQueries({ queryKey: ['triggers', uuid] });
    await client.resetQueries({ queryKey: ['list', 'triggers'] });
  };
  const switching = useMutation({
    mutationFn: () => saveTrigger(uuid, { ...bodyOf(draftOf(trigger)), enabled: !enabled }, etag),
    onError: tellError,
    onSuccess: () => tell(enabled ? `“${name}” is disabled: it is left out from now on.` : `“${name}” is enabled.`),
    onSettled: reread,
  });
  const removing = useMutation({
    mutationFn: () => deleteTrigger(uuid, etag),
    onError: tellError,
    async onSuccess() {
      tell(`“${name}” is deleted.`);
      await navigate({ to: '/triggers' });
      await client.resetQueries({ queryKey: ['list', 'triggers'] });
    },
    onSettled: () => setAsked(false),
  });
  const exporting = useMutation({
    mutationFn: async () => {
      const answer = await rawRequest(`/api/v1/exports?kinds=Trigger&names=${encodeURIComponent(name)}`);
      saveFile(`${name}.yaml`, await answer.blob());
    },
    onError: tellError,
  });
  const held =
    attachedTo.length > 0
      ? `It is attached at ${attachedTo.length} ${attachedTo.length === 1 ? 'place' : 'places'}.`
      : undefined;
  return (
    <>
      <Button
        onPress={() => exporting.mutate()}
        disabledReason={exporting.isPending ? 'It is being exported.' : undefined}
      >
        Export as YAML
      </Button>
      {may && (
        <>
          <Button
            onPress={() => switching.mutate()}
            disabledReason={switching.isPending ? 'It is being saved.' : undefined}
          >
            {enabled ? 'Disable' : 'Enable'}
          </Button>
          <Button disabledReason={held} onPress={() => setAsked(true)}>
            Delete
          </Button>
          <Button kind="primary" onPress={() => void navigate({ to: `/triggers/${uuid}/edit` })}>
            Edit
          </Button>
        </>
      )}
      <ConfirmDanger
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        action="Delete the trigger"
        typed={name}
        isBusy={removing.isPending}
        onConfirm={() => removing.mutate()}
      >
        <p>
          “<CertText>{name}</CertText>” is attached nowhere. The event history keeps its versions; nothing else does.
        </p>
      </ConfirmDanger>
    </>
  );
}

interface AboutProps {
  readonly trigger: SavedTrigger;
  readonly statistics: Statistics | undefined;
}

function About({ trigger, statistics }: AboutProps) {
  const { uuid, event, kind, version, createdAt, updatedAt, warnings } = trigger;
  return (
    <div className="flex flex-col gap-3">
      <Facts>
        <Fact name="Event">{eventName(event)}</Fact>
        <Fact name="Kind">{kindWords[kind]}</Fact>
        <Fact name="State">
          <TriggerState trigger={{ ...trigger, statistics }} statistics={statistics} />
          {trigger.enabled && trigger.attachedTo.length > 0 && <Badge tone="good">in force</Badge>}
        </Fact>
        <Fact name="Version">
          {version}, saved <Time at={updatedAt} form="both" />
        </Fact>
        <Fact name="Created">
          <Time at={createdAt} form="both" />
        </Fact>
        {statistics !== undefined && (
          <>
            <Fact name="Matched">
              <PathLink to={`/event-history?trigger=${uuid}`} className="underline">
                {totalText(statistics.lastDay)} in 24 hours, {totalText(statistics.last30Days)} in 30 days
              </PathLink>
            </Fact>
            <Fact name="Last match">
              {statistics.lastMatchedAt === null ? (
                'never, as far as is kept'
              ) : (
                <Time at={statistics.lastMatchedAt} form="both" />
              )}
            </Fact>
            <Fact name="Went wrong in 30 days">
              {statistics.conditionErrors + statistics.failedActions === 0 ? (
                'nothing'
              ) : (
                <PathLink to={`/event-history?event=${event}&errorsOnly=true`} className="text-danger underline">
                  {statistics.conditionErrors} times undecided, {statistics.failedActions} times an action failed
                </PathLink>
              )}
            </Fact>
          </>
        )}
      </Facts>
      {warnings.map(({ pointer, detail }) => (
        <p key={`${pointer} ${detail}`} className="text-sm text-warn">
          <code className="font-mono text-xs">{pointer}</code> {detail}
        </p>
      ))}
    </div>
  );
}

/** Members of an action that say how it is done and not what. */
export function ActionList({ trigger: { actions } }: { readonly trigger: Pick<SavedTrigger, 'actions'> }) {
  if (actions.length === 0) return <p className="text-sm text-muted">It has no action.</p>;
  return (
    <ol className="flex list-decimal flex-col gap-1 pl-5 text-sm">
      {(actions as readonly ShownAction[]).map((action, index) => (
        <li key={index}>
          <CertText>{actionSentence(action)}</CertText>
        </li>
      ))}
    </ol>
  );
}

function InUse({ trigger: { attachedTo, event: its } }: { readonly trigger: SavedTrigger }) {
  if (attachedTo.length === 0) {
    return (
      <p className="text-sm text-muted">
        No set of triggers holds it, so that it does nothing.
        {its !== null && (
          <>
            {' '}
            <PathLink to={`/events/${its}`} className="underline">
              Attach it to “{eventName(its)}”
            </PathLink>
          </>
        )}
      </p>
    );
  }
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {attachedTo.map(({ event, resource, objectUuid, name }) => (
        <li key={`${event} ${resource} ${objectUuid}`}>
          <PathLink to={`/events/${event}`} className="underline">
            {eventName(event)}
          </PathLink>
          :{' '}
          {objectUuid === null ? (
            'the whole platform'
          ) : (
            <ObjectLink resource={resource} uuid={objectUuid} name={name} />
          )}
        </li>
      ))}
    </ul>
  );
}
