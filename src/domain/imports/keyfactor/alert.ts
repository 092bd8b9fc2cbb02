import type { AlertKindCode } from '../../alerts/kind';
import { tokenFaults } from '../../alerts/fill-tokens';
import type { ForeignKind, MappingContext, Surroundings } from '../foreign-kind';
import { idAt, nameAt } from '../identity';
import type { Place } from '../ledger';
import { readHandler } from './handler';
import { readSchedule, type ScheduleSpec } from './schedule';
import { secretsApart } from './step-secrets';

type Json = Readonly<Record<string, unknown>>;

/** What sets alerts of a kind apart in exports. */
interface AlertForm {
  /** In reports: `ExpirationAlert`. */
  readonly kind: string;
  readonly code: AlertKindCode;
  readonly lists: readonly string[];
  readonly looksUp: readonly string[];
  fits(value: Json, around: Surroundings): boolean;
  /** What only alerts of this kind say. */
  own(item: Place, context: MappingContext): Json;
}

const defaultTime = '06:00';

/** A kind of alert of Command: disabled at first, in compatibility semantics, with its one handler. */
export function alertOf({ kind, code, lists, looksUp, fits, own }: AlertForm): ForeignKind {
  return {
    ...{ system: 'keyfactor-command', kind, lists, fits },
    looksUp: ['Alert', 'Script', 'Secret', ...looksUp],
    identify: (item) => ({
      id: idAt(item.at('Id')),
      target: { kind: 'Alert', name: `${code}/${nameAt(item.at('DisplayName', 'Name'), kind)}` },
    }),
    map(item, context) {
      item.at('Id').take();
      item.at('DisplayName', 'Name').text();
      const apart = secretsApart(context);
      const isWorkflow = item.at('UseWorkflows').flag() ?? false;
      readWorkflow(item, isWorkflow, context);
      const spec = {
        ...{ enabled: false, semantics: 'compat', mode: isWorkflow ? 'workflow' : 'handlers' },
        subject: knownTokens(item.at('Subject'), code),
        message: knownTokens(item.at('Message'), code),
        recipients: [...item.at('Recipients', 'Recipient').texts()],
        handlers: readHandler(item, code, apart.context),
        ...own(item, context),
      };
      const alert = { kind: 'Alert', name: context.name, spec, initial: ['enabled'] };
      return { objects: [alert, ...apart.documents()] };
    },
  };
}

/** A schedule, or every day at six where the file has none. */
export function scheduleOf(item: Place, { now }: MappingContext): ScheduleSpec {
  const place = item.at('Schedule');
  const schedule = readSchedule(place, now);
  if (schedule !== undefined) return schedule;
  const where = place.peek === undefined ? item : place;
  where.note('schedule_default', `the file has no schedule of it: every day at ${defaultTime} UTC`);
  return { daily: { time: defaultTime } };
}

/** Which definition it starts is said by the definition, whose key is the alert. */
function readWorkflow(item: Place, isWorkflow: boolean, { imported }: MappingContext): void {
  const id = item.at('WorkflowId');
  const given = idAt(id);
  id.take();
  for (const name of ['WorkflowName', 'WorkflowPublishedVersion', 'WorkflowEnabled']) {
    const place = item.at(name);
    if (place.peek === null) place.take();
    else place.keep('workflow_detail', 'the definition says it');
  }
  if (!isWorkflow) return;
  if (given !== null && imported('WorkflowDefinition', given) !== undefined) return;
  const where = id.peek === undefined ? item.at('UseWorkflows') : id;
  where.note('workflow_missing', 'its definition is not there: import it, too; until then the alert claims nothing');
}

/** A text whose unknown tokens stay as text: `{ so }`, because what stands in braces without blanks would be refused. */
export function knownTokens(place: Place, code: AlertKindCode): string {
  const text = place.text() ?? '';
  if (tokenFaults(text, code, '').length === 0) return text;
  const changed: string[] = [];
  const kept = text.replace(/\{([^{}\s][^{}]*)\}/g, (written, inner: string) => {
    if (tokenFaults(written, code, '').length === 0) return written;
    changed.push(written);
    return `{ ${inner} }`;
  });
  place.note(
    'token_unknown',
    `alerts of this kind have no token ${[...new Set(changed)].slice(0, 10).join(', ')}; it stays as text`,
  );
  return kept;
}
