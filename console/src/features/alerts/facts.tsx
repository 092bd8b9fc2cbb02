import { useQuery } from '@tanstack/react-query';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Fact, Facts } from '../../shared/ui/facts';
import { Badge } from '../../shared/ui/states';
import { LastAlertRun } from './columns';
import { lastRunsQuery, type Alert } from './queries';
import { scheduleText } from './words';

/** When an alert looks, at what, whom it tells and what it runs, with its last run of each context side by side. */
export function AlertFacts({ alert }: { readonly alert: Alert }) {
  const { kind, enabled, semantics, mode, thresholds, recipients, nextRuns, handlers, collectionId, repeat } = alert;
  const last = useQuery(lastRunsQuery(alert.uuid));
  const hasThresholds = kind === 'expiration' || kind === 'key_rotation';
  return (
    <Facts>
      <Fact name="State">
        {enabled ? <Badge tone="good">on</Badge> : <Badge>off</Badge>} <Badge>{semantics}</Badge> version{' '}
        {alert.version}
      </Fact>
      <Fact name="Looks">{scheduleText(alert)}</Fact>
      <Fact name="Last run by schedule">
        <LastAlertRun run={last.data?.service} />
      </Fact>
      <Fact name="Next">
        {nextRuns.length === 0 ? (
          <span className="text-muted">{enabled ? 'when something happens' : 'not while it is off'}</span>
        ) : (
          nextRuns.map((at) => (
            <span key={at} className="block">
              <Time at={at} form="both" />
            </span>
          ))
        )}
      </Fact>
      <Fact name="Last run by hand">
        <LastAlertRun run={last.data?.api} />
      </Fact>
      <Fact name="Looks at">
        {collectionId !== null ? (
          <PathLink to={`/collections/${collectionId}`} className="underline">
            a collection
          </PathLink>
        ) : alert.endpoint !== null ? (
          <CertText>{alert.endpoint.url}</CertText>
        ) : (
          'everything of its kind'
        )}
      </Fact>
      {hasThresholds && (
        <Fact name="Thresholds">
          {thresholds.map((days) => `${days.toLocaleString('en')} days`).join(', ')} before the end
        </Fact>
      )}
      <Fact name="Reminders">
        {repeat === null ? (
          <span className="text-muted">none</span>
        ) : (
          `every ${repeat.everyDays} days, ${repeat.max} at most`
        )}
      </Fact>
      <Fact name="Recipients">
        <CertText>{recipients.join(', ')}</CertText>
      </Fact>
      <Fact name="Does, in this order">
        {mode === 'workflow' ? (
          'starts the workflows that have it among their keys'
        ) : handlers.length === 0 ? (
          <span className="text-muted">{semantics === 'compat' ? 'sends the mail' : 'nothing'}</span>
        ) : (
          <ol className="list-decimal pl-5">
            {handlers.map(({ id, name, type, enabled: isOn }) => (
              <li key={id}>
                <CertText>{name}</CertText> <span className="text-muted">({type})</span> {!isOn && <Badge>off</Badge>}
              </li>
            ))}
          </ol>
        )}
      </Fact>
      <Fact name="Events">
        <PathLink to={`/event-history?trigger=${alert.uuid}`} className="underline">
          What it has done, one by one
        </PathLink>
      </Fact>
      <Fact name="Changed">
        <Time at={alert.changedAt} form="both" />
      </Fact>
    </Facts>
  );
}
