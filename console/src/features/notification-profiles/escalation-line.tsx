import { useState } from 'react';
import { ObjectName } from '../../shared/pick/object-name';
import type { PickedKind } from '../../shared/pick/sources';
import { Select } from '../../shared/ui/select';
import { marksOf } from './time-line';
import { stepText } from './words';

interface Rule {
  readonly recipientType?: string;
  readonly recipients?: readonly string[];
  readonly recipientAttribute?: string | null;
}

export interface Step {
  readonly before: string;
  readonly addRecipients?: readonly Rule[];
}

export interface EscalationLineProps {
  readonly steps: readonly Step[];
  /** Who is told from the first step on. */
  readonly own: Rule;
}

const lifetimes = [
  { value: '7', label: '7 days' },
  { value: '47', label: '47 days' },
  { value: '90', label: '90 days' },
  { value: '200', label: '200 days' },
  { value: '398', label: '398 days' },
];

/** The steps of a profile on a line that ends with the certificate, and who is told from each on. */
export function EscalationLine({ steps, own }: EscalationLineProps) {
  const [lifetime, setLifetime] = useState('90');
  const marks = marksOf(steps, Number(lifetime));
  if (steps.length === 0) {
    return <p className="text-sm text-muted">It has no steps: how often people hear is up to the frequency.</p>;
  }
  return (
    <div className="flex flex-col gap-3">
      <Select
        label="For a certificate that lasts"
        className="w-44"
        value={lifetime}
        choices={lifetimes}
        onChange={setLifetime}
      />
      <div aria-hidden="true" className="relative mx-3 mt-2 h-10">
        <div className="absolute inset-x-0 top-2 h-0.5 bg-edge" />
        {marks.map(({ step, left }) => (
          <span
            key={step}
            className="absolute top-0 flex -translate-x-1/2 flex-col items-center text-xs tabular-nums"
            style={{ left: `${left}%` }}
          >
            <span className="size-4 rounded-full border-2 border-surface bg-accent" />
            {step + 1}
          </span>
        ))}
        <span className="absolute top-0 left-full flex -translate-x-1/2 flex-col items-center text-xs">
          <span className="size-4 rounded-full border-2 border-surface bg-danger" />
          end
        </span>
      </div>
      <ol
        className="flex flex-col gap-1 border-l-2 border-line pl-3 text-sm"
        aria-label="Steps, the first one in front"
      >
        {steps.map(({ before, addRecipients = [] }, index) => (
          <li key={index}>
            <span className="font-medium">
              {index + 1}. {stepText(before)} before the end
            </span>
            <span className="block text-muted">
              {index === 0 ? 'Told: ' : 'Told as before'}
              {index === 0 && <Whom rule={own} />}
              {addRecipients.map((rule, at) => (
                <span key={at}>
                  {' and also '}
                  <Whom rule={rule} />
                </span>
              ))}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

const kinds: Readonly<Record<string, PickedKind>> = { user: 'users', group: 'groups', role: 'roles' };

function Whom({ rule: { recipientType = 'default', recipients = [], recipientAttribute } }: { readonly rule: Rule }) {
  const kind = kinds[recipientType];
  if (kind !== undefined) {
    return (
      <>
        {recipientType}{' '}
        {recipients.map((uuid, index) => (
          <span key={uuid}>
            {index > 0 && ', '}
            <ObjectName kind={kind} uuid={uuid} />
          </span>
        ))}
      </>
    );
  }
  if (recipientType === 'object') return <>whom the attribute {recipientAttribute ?? '?'} names</>;
  return <>{{ owner: 'the owner', none: 'channels only' }[recipientType] ?? 'whoever the event concerns'}</>;
}
