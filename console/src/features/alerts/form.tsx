import { useFaults } from '../../shared/forms/faults';
import { SchemaForm } from '../../shared/forms/schema-form';
import { Section } from '../../shared/shell/page';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import { withKind, type AlertDraft } from './draft';
import type { AlertKind } from './queries';
import { RecipientsField } from './recipients-field';
import { ScheduleField } from './schedule-field';
import { alertFields } from './special-fields';
import { TokenField } from './token-field';
import { kindNames, kindTraits } from './words';

export interface AlertFormProps {
  readonly draft: AlertDraft;
  readonly set: (pointer: string, value: unknown) => void;
  readonly setDraft: (draft: AlertDraft) => void;
  readonly isNew: boolean;
}

/** All of an alert: what it watches, when it looks, whom it tells and what it runs. */
export function AlertForm({ draft, set, setDraft, isNew }: AlertFormProps) {
  const { kind, mode } = draft;
  const { members, needsSchedule } = kindTraits[kind];
  const nameErrors = useFaults('/name');
  const form = (only: readonly string[]) => (
    <SchemaForm schema="AlertRequest" value={draft} onChange={set} only={only} special={alertFields} />
  );
  return (
    <div className="flex flex-col gap-4">
      <Section title="The alert">
        <div className="flex flex-col gap-4">
          <TextField
            label="Name"
            isRequired
            value={draft.name}
            onChange={(name) => set('/name', name)}
            errors={nameErrors}
          />
          {isNew ? (
            <Select
              label="What it watches"
              value={kind}
              choices={Object.entries(kindNames).map(([value, label]) => ({ value: value as AlertKind, label }))}
              onChange={(next) => setDraft(withKind(draft, next))}
              description="It never changes."
            />
          ) : (
            <p className="text-sm">
              <span className="text-muted">What it watches: </span>
              {kindNames[kind]}
            </p>
          )}
          {form(['description', 'enabled', 'semantics', 'mode'])}
        </div>
      </Section>
      <Section title="What is due">{form(members)}</Section>
      <Section title="When it looks">
        <ScheduleField
          schedule={draft.schedule}
          timeZone={draft.timeZone ?? 'UTC'}
          isNeeded={needsSchedule}
          set={set}
        />
      </Section>
      {mode === 'workflow' ? (
        <Section title="What it does">
          <p className="text-sm">
            Each item that is due starts one instance of every published workflow that has this alert among its keys.
          </p>
        </Section>
      ) : (
        <>
          <Texts draft={draft} set={set} />
          <Section title="What it runs, in this order">
            <p className="pb-3 text-sm text-muted">
              {draft.semantics === 'compat'
                ? 'In compatibility semantics there is one handler; mail follows it, or stands alone without one.'
                : 'Each handler runs once for each item, in this order. Mail is one of them: without it nobody is told.'}
            </p>
            {form(['handlers', 'onUncertain'])}
          </Section>
        </>
      )}
    </div>
  );
}

function Texts({ draft, set }: Pick<AlertFormProps, 'draft' | 'set'>) {
  const subjectErrors = useFaults('/subject');
  const messageErrors = useFaults('/message');
  return (
    <Section title="Whom it tells, and how">
      <div className="flex flex-col gap-4">
        <RecipientsField
          kind={draft.kind}
          value={draft.recipients ?? []}
          onChange={(next) => set('/recipients', next)}
        />
        <TokenField
          label="Subject"
          kind={draft.kind}
          value={draft.subject ?? ''}
          onChange={(next) => set('/subject', next)}
          errors={subjectErrors}
        />
        <TokenField
          label="Message"
          kind={draft.kind}
          value={draft.message ?? ''}
          onChange={(next) => set('/message', next)}
          description="HTML; a text part is made of it."
          rows={8}
          isMono
          errors={messageErrors}
        />
      </div>
    </Section>
  );
}
