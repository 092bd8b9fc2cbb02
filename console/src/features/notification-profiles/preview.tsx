import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { sentenceOf } from '../../shared/api/problem';
import { useFaults } from '../../shared/forms/faults';
import type { Members } from '../../shared/forms/merge';
import { valueAt } from '../../shared/forms/pointers';
import { ObjectPicker } from '../../shared/pick/object-picker';
import { CertText } from '../../shared/text/cert-text';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import { EmptyState, Loading } from '../../shared/ui/states';
import { Tabs } from '../../shared/ui/tabs';
import { channelsOf, previewQuery, type ChannelName, type EventCode, type Preview } from './queries';
import { channelNames, eventLabels, stepText } from './words';

export interface TextsProps {
  readonly draft: Members;
  readonly set: (pointer: string, value: unknown) => void;
}

/** Texts that a channel can have of its own; a webhook's body is fixed. */
const parts: Readonly<Record<ChannelName, readonly ('subject' | 'body' | 'html')[]>> = {
  email: ['subject', 'body', 'html'],
  internal: ['subject', 'body'],
  slack: ['subject', 'body'],
  teams: ['subject', 'body'],
  pagerDuty: ['subject', 'body'],
  eventLog: ['body'],
  webhook: [],
};

/** The texts of each channel, and beside them how they read now. */
export function TextsWithPreview({ draft, set }: TextsProps) {
  const [event, setEvent] = useState<EventCode>('certificate_expiring');
  const [certificateUuid, setCertificate] = useState<string | undefined>();
  const [step, setStep] = useState('');
  const channels = channelsOf(draft);
  const steps = ((draft['escalationSteps'] ?? []) as readonly { readonly before?: string }[]).flatMap(({ before }) =>
    before === undefined || before === '' ? [] : [before],
  );
  const late = useLate(draft);
  const preview = useQuery(
    previewQuery({ draft: late, event, certificateUuid, step: steps.includes(step) ? step : undefined }),
  );
  if (channels.length === 0) {
    return <EmptyState title="No channel yet">Add one above; its texts and their preview appear here.</EmptyState>;
  }
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start gap-3">
        <Select
          label="As if this had happened"
          className="w-60"
          value={event}
          onChange={setEvent}
          choices={Object.entries(eventLabels).map(([value, label]) => ({ value: value as EventCode, label }))}
        />
        <ObjectPicker
          kind="certificates"
          label="To this certificate"
          className="w-72"
          value={certificateUuid ?? null}
          onChange={(picked) => setCertificate(picked?.uuid)}
          placeholder="A made-up one"
        />
        {steps.length > 0 && (
          <Select
            label="At the step"
            className="w-52"
            value={step}
            onChange={setStep}
            choices={[
              { value: '', label: 'Any time' },
              ...steps.map((value) => ({ value, label: `${stepText(value)} before` })),
            ]}
          />
        )}
      </div>
      {preview.isError && (
        <p role="alert" className="rounded-md border border-danger/40 bg-danger-tint p-3 text-sm text-danger">
          No preview: {sentenceOf(preview.error)}
        </p>
      )}
      <Tabs
        name="Channels"
        tabs={channels.map((channel) => ({
          id: channel,
          label: channelNames[channel],
          content: (
            <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
              <div className="flex min-w-0 flex-col gap-3">
                {parts[channel].length === 0 && (
                  <p className="text-sm text-muted">What a webhook gets has a fixed form, a CloudEvent.</p>
                )}
                {parts[channel].map((part) => (
                  <TemplateField key={part} channel={channel} part={part} draft={draft} set={set} />
                ))}
                {parts[channel].length > 0 && (
                  <p className="text-xs text-muted">
                    Liquid: <code className="font-mono">{'{{ certificate.commonName }}'}</code>. Empty: the text that
                    comes with Certloom.
                  </p>
                )}
              </div>
              <Read notice={preview.data?.notices.find((one) => one.channel === channel)} />
            </div>
          ),
        }))}
      />
    </div>
  );
}

interface TemplateFieldProps extends TextsProps {
  readonly channel: ChannelName;
  readonly part: 'subject' | 'body' | 'html';
}

const labels = { subject: 'Subject', body: 'Text', html: 'HTML' } as const;

function TemplateField({ channel, part, draft, set }: TemplateFieldProps) {
  const pointer = `/templates/${channel}/${part}`;
  const faults = useFaults(pointer);
  const value = valueAt(draft, pointer);
  return (
    <TextField
      label={`${labels[part]} (${channelNames[channel]})`}
      value={typeof value === 'string' ? value : ''}
      onChange={(text) => set(pointer, text === '' ? undefined : text)}
      errors={faults}
      {...(part === 'subject' ? {} : { rows: 8, isMono: true })}
    />
  );
}

/** One notice as its reader gets it. HTML is shown as what is written, and never as a page. */
function Read({ notice }: { readonly notice: Preview['notices'][number] | undefined }) {
  if (notice === undefined) return <Loading what="the preview" />;
  const { channel, subject, text, html, sent, defaultTextUsed } = notice;
  return (
    <section
      aria-label={`Preview: ${channelNames[channel]}`}
      className="min-w-0 rounded-md border border-line bg-sunken p-3"
    >
      <p className="mb-2 text-xs text-muted">
        Preview{defaultTextUsed && ': one of its texts cannot be used for this, so the one of Certloom stands here'}
      </p>
      <p className="mb-2 text-sm font-semibold">
        <CertText>{subject}</CertText>
      </p>
      <Source name="Text" text={text} />
      {html !== null && <Source name="HTML" text={html} />}
      {sent !== null && sent !== text && <Source name="What is sent" text={sent} />}
    </section>
  );
}

function Source({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <pre
      tabIndex={0}
      aria-label={name}
      role="region"
      className="mt-2 max-h-72 overflow-auto border-t border-line pt-2 font-mono text-xs whitespace-pre-wrap"
    >
      {text}
    </pre>
  );
}

/** The draft once nobody has typed for a moment. */
function useLate(draft: Members): Members {
  const [late, setLate] = useState(draft);
  useEffect(() => {
    const timer = setTimeout(() => setLate(draft), 400);
    return () => clearTimeout(timer);
  }, [draft]);
  return late;
}
