import type { Tone } from '../../shared/ui/states';
import type { Discovery, DiscoveryRow, DiscoveryRun } from './queries';

export const kindNames: Readonly<Record<Discovery['kind'], string>> = {
  tls_scan: 'Scan of servers (TLS)',
  folder: 'Folder of files',
  ct_monitor: 'Certificate Transparency',
  issued_list: 'List of an authority',
  pushed_content: 'Sent by a program',
};

type Status = NonNullable<Discovery['status']>;

export const statusNames: Readonly<Record<Status, string>> = {
  inProgress: 'under way',
  processing: 'deciding',
  completed: 'completed',
  warning: 'with gaps',
  failed: 'failed',
};

export function toneOfStatus(status: Status): Tone {
  return ({ inProgress: 'accent', processing: 'accent', completed: 'good', warning: 'warn', failed: 'bad' } as const)[
    status
  ];
}

export function toneOfOutcome(outcome: DiscoveryRow['outcome']): Tone {
  return ({ pending: 'accent', imported: 'good', known: 'neutral', ignored: 'warn', failed: 'bad' } as const)[outcome];
}

export function isOver({ status }: Pick<DiscoveryRun, 'status'>): boolean {
  return status !== 'inProgress' && status !== 'processing';
}

/** One line: `mail.example:25 (smtp.example) smtp`, or a path. */
export function placeText({ host, port, sni, protocol, path, alias }: DiscoveryRow['places'][number]): string {
  const address =
    host === undefined ? '' : `${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`;
  const named = sni === undefined || sni === host ? '' : `(${sni})`;
  const entry = alias === undefined ? '' : `[${alias}]`;
  return [address, named, protocol ?? '', path ?? '', entry].filter((part) => part !== '').join(' ');
}

/** `12 imported, 3 known`; what there is none of is left out. */
export function countsText(counts: DiscoveryRun['certificates']): string {
  const parts = Object.entries(counts).flatMap(([name, count]) =>
    count === 0 ? [] : [`${count.toLocaleString('en')} ${name}`],
  );
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** How fast it goes and how long it takes, where that is known. */
export function paceText({ ratePerSecond, secondsLeft }: DiscoveryRun['progress']): string {
  const rate =
    ratePerSecond === null ? [] : [`${ratePerSecond.toLocaleString('en', { maximumFractionDigits: 1 })} a second`];
  const left =
    secondsLeft === null
      ? []
      : [secondsLeft < 90 ? `about ${secondsLeft} seconds left` : `about ${Math.round(secondsLeft / 60)} minutes left`];
  return [...rate, ...left].join(', ');
}
